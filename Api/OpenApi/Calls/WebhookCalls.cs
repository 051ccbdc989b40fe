using Microsoft.OpenApi;

namespace OrleansUsers.Api;

internal static class WebhookCalls
{
    public const string Event = """
        {"type":"user.created","timestamp":1767323045678,"instance_id":"ins_1","data":{"id":"user_1","first_name":"Ada",
         "last_name":"Lovelace","username":"countess","primary_email_address_id":"idn_1","email_addresses":[{"id":"idn_1",
         "email_address":"ada@example.com","verification":{"status":"verified"}}],"image_url":"https://img.example.com/ada.png",
         "public_metadata":{"plan":"pro"},"external_id":null,"banned":false,"locked":false,"created_at":1767323045678,
         "updated_at":1767323045678,"last_sign_in_at":1767323045678}}
        """;

    public static readonly OpenApiSchema EventSchema = new()
    {
        Type = JsonSchemaType.Object,
        Description = "Clerk's envelope; for kinds `auth0` and `oidc` also CloudEvents 1.0 with the user in `data.object`. Times may be in "
            + "seconds, in milliseconds or ISO 8601. Unknown members are ignored.",
        Required = new HashSet<string> { "type" },
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["type"] = Text("`user.created`, `user.updated` and `user.deleted` count."),
            ["timestamp"] = Time("When the provider made the event."),
            ["time"] = Time("The same of a CloudEvent."),
            ["id"] = Text("The id of a CloudEvent."),
            ["specversion"] = Text("`1.0` of a CloudEvent."),
            ["instance_id"] = Text("The Clerk instance of the event."),
            ["data"] = new OpenApiSchema { Type = JsonSchemaType.Object, Description = "The user as the provider knows it." },
        },
    };

    private static readonly RawCall Raw = new(
        [SecuritySchemes.SvixSignature, SecuritySchemes.Signature, SecuritySchemes.WebhookToken]);

    private static readonly ParameterDoc[] Signature =
    [
        .. Family("svix", "Svix"), .. Family("webhook", "Standard Webhooks"),
    ];

    private static readonly CallDoc Webhook = new("POST /clerk-users-webhook", "receiveClerkWebhook", "Receive an event of Clerk")
    {
        Description = "Signed by the headers of one family, `svix-` or `webhook-`. For Clerk the same as `POST /webhooks/clerk`.",
        Parameters = Signature,
        Body = Event,
        BodySchema = EventSchema,
        Raw = Raw,
        Answer = new(200, "The event is durably stored, or there is nothing to do. The body is empty."),
        Problems =
        [
            new("notVerified", WebhookAnswers.ProblemOf(WebhookOutcome.NotSigned)!),
            new(
                "unreadable", WebhookAnswers.ProblemOf(WebhookOutcome.Unreadable)!,
                ("webhook-delivery", "Tells the sender not to send it again. Only when the body is no event.", "abort-message")),
            new("tooLarge", Problem.Of(413)),
            new("ahead", WebhookAnswers.ProblemOf(WebhookOutcome.Ahead)!),
            SharedProblems.Unavailable,
        ],
    };

    public static readonly CallGroup Group = new("Webhooks", "What providers send. They need the raw bytes that were signed.",
    [
        Webhook,
        Webhook with
        {
            Call = "POST /webhooks/{provider}",
            Id = "receiveWebhook",
            Summary = "Receive an event of a provider",
            Description = "Signed by the headers of one family, `svix-` or `webhook-`; or, for a provider of kind `auth0` with "
                + "`WebhookTokens`, with one of those as bearer token.",
            Parameters =
            [
                new("provider", ParameterLocation.Path, "The name of the provider in the settings.", "clerk"), .. Signature,
            ],
            Problems =
            [
                new("noToken", WebhookAnswers.ProblemOf(WebhookOutcome.NoToken)!), new("noProvider", Problem.Of(404)), .. Webhook.Problems,
            ],
        },
    ]);

    private static OpenApiSchema Text(string description) => new() { Type = JsonSchemaType.String, Description = description };

    private static OpenApiSchema Time(string description) =>
        new() { Type = JsonSchemaType.String | JsonSchemaType.Integer, Description = description };

    private static ParameterDoc[] Family(string family, string name) =>
    [
        ParameterDoc.Header($"{family}-id", $"{name}: the id of the delivery, the same at each try.", "msg_2b5f"),
        ParameterDoc.Header($"{family}-timestamp", $"{name}: when it was sent, in seconds since 1970; at most 300 s off.", "1767323045"),
        ParameterDoc.Header(
            $"{family}-signature", $"{name}: `v1,` and the HMAC-SHA256 of id, timestamp and body in base64; several, separated by spaces.",
            "v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4="),
    ];
}
