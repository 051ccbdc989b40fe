using Microsoft.OpenApi;

namespace OrleansUsers.Api;

internal static class MessageCalls
{
    private const string Message = """
        {"id":"3f1c","channel":"general","body":"Hello!","userId":"user_1","author":"Ada Lovelace","createdAt":"2026-01-02T03:04:05.678Z"}
        """;

    private static readonly ParameterDoc[] Paging =
    [
        ParameterDoc.Query(
            "limit", "How many messages at most; 50 unless said.", 50,
            new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = "1", Maximum = "100" }),
        ParameterDoc.Query("before", "The cursor of an earlier answer: messages older than those.", "1.20"),
    ];

    private static readonly AnswerDoc Page = new(
        200, "A page, oldest first, and the cursor of the next older one: null at the beginning.",
        $$"""{"items":[{{Message}}],"before":null}""");

    public static readonly CallGroup Group = new("Messages", "Data of an app that refers to users.",
    [
        new("POST /messages", "postMessage", "Post a message")
        {
            Body = """{"body":"Hello!","channel":"general"}""",
            Answer = new(201, "The message, durably stored.", Message),
            Problems =
            [
                new("noBody", Problem.Of(400, MessageDraft.NoBody)), new("tooLong", Problem.Of(400, MessageDraft.TooLong)),
                new("channel", Problem.Of(400, MessageDraft.UnusableChannel)), new("notStored", MessageEndpoints.NotStored()),
            ],
        },
        new("GET /messages", "getMessages", "Read the messages of a channel")
        {
            Parameters = [ParameterDoc.Query("channel", "The channel; `general` unless said.", "general"), .. Paging],
            Answer = Page,
            Problems =
            [
                new("paging", Problem.Of(400, MessagePaging.Refusal)), new("channel", Problem.Of(400, MessageDraft.UnusableChannel)),
            ],
        },
        new("GET /messages/current", "getCurrentUserMessages", "Read the caller's own messages of all channels")
        {
            Parameters = Paging,
            Answer = Page,
            Problems = [new("paging", Problem.Of(400, MessagePaging.Refusal)), new("notStored", MessageEndpoints.NotStored())],
        },
    ]);
}
