using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>The examples of the API document, sent to the program: what it answers is what the document says.</summary>
public sealed class DescribedAnswerTests(Apps apps)
{
    // A request that is an example is none that cannot be read, is not accepted, or finds nothing.
    private static readonly HttpStatusCode[] Refusals =
    [
        HttpStatusCode.BadRequest, HttpStatusCode.Unauthorized, HttpStatusCode.MethodNotAllowed, HttpStatusCode.RequestEntityTooLarge,
        HttpStatusCode.UnsupportedMediaType, HttpStatusCode.ServiceUnavailable,
    ];

    // The state that their examples need is not here: a key of the provider's API, a run, a deleted user, a second linked sign-in.
    private static readonly string[] Unsuccessful =
    [
        "startSync", "cancelSync", "syncUser", "syncUserByQuery", "reinstateUser", "reinstateUserByQuery", "unlinkTokenIdentifierByQuery",
        "unlinkTokenIdentifierByPath",
    ];

    [Fact]
    public async Task Every_example_of_a_request_is_accepted_and_answered_as_described()
    {
        var app = await apps.On();
        var (calls, user) = await ReadAsync(app);
        var token = await app.Clerk.TokenAsync(user);
        var faults = new List<string>();
        // They are the first of the list of users.
        foreach (var metadata in new[] { null, "[1]", "7", "\"text\"" })
        {
            var created = new Person($"!{Guid.NewGuid():N}").Created();
            created["data"]!["public_metadata"] = metadata is null ? null : JsonNode.Parse(metadata);
            Expect.Taken(await app.DeliverAsync(created));
        }
        // Deletions come last: after one, little is answered by more than 410.
        foreach (var call in calls.Where(call => !call.IsStream).OrderBy(call => (string)call.Says["operationId"]! is var id
            && (id.StartsWith("deleteUser", StringComparison.Ordinal) || id.StartsWith("eraseUser", StringComparison.Ordinal))))
        {
            using var request = call.ExampleRequest();
            await AuthenticateAsync(call, request, app, token);
            var answer = await app.Api.SendAsync(request);
            if (Refusals.Contains(answer.Status))
                faults.Add($"{call.Name} was refused: {answer}");
            else if ((int)answer.Status >= 300 && !Unsuccessful.Contains((string?)call.Says["operationId"]))
                faults.Add($"{call.Name} had no success: {answer}");
            if (await apps.Foreign.AnswerFaultAsync(call.Method, call.Path, answer) is { } fault)
                faults.Add($"{call.Name}: {fault}. {answer}");
        }
        Assert.Empty(faults);
    }

    [Fact]
    public async Task Without_a_token_or_key_and_with_a_wrong_body_each_call_answers_the_error_that_is_described()
    {
        var app = await apps.On();
        var (calls, user) = await ReadAsync(app);
        var token = await app.Clerk.TokenAsync(user);
        var faults = new List<string>();
        foreach (var call in calls.Where(call => call.NeedsAKey || call.NeedsAToken || call.IsWebhook))
        {
            using var open = call.ExampleRequest();
            await CheckAsync(call, await app.Api.SendAsync(open), call.IsWebhook ? HttpStatusCode.BadRequest : HttpStatusCode.Unauthorized);
            using var broken = call.ExampleRequest();
            if (broken.Content is null)
                continue;
            broken.Content = new StringContent("{", System.Text.Encoding.UTF8, "application/json");
            await AuthenticateAsync(call, broken, app, token);
            await CheckAsync(call, await app.Api.SendAsync(broken), HttpStatusCode.BadRequest);
        }
        Assert.Empty(faults);

        async Task CheckAsync(DescribedCall call, Answer answer, HttpStatusCode expected)
        {
            if (answer.Status != expected)
                faults.Add($"{call.Name} was not answered {expected}: {answer}");
            if (await apps.Foreign.AnswerFaultAsync(call.Method, call.Path, answer) is { } fault)
                faults.Add($"{call.Name}: {fault}. {answer}");
        }
    }

    /// <summary>The calls, their examples with a user of the test's own, and that user.</summary>
    private async Task<(IReadOnlyList<DescribedCall> Calls, string User)> ReadAsync(Sandbox app)
    {
        var text = (await app.Api.GetAsync(DescribedCall.Document)).Body;
        var user = Person.New().Id;
        text = text.Replace("\"user_1\"", $"\"{user}\"", StringComparison.Ordinal);
        await apps.Foreign.ReadOpenApiAsync(text);
        // Of a call without an entry another test tells.
        return ([.. DescribedCall.AllOf(JsonNode.Parse(text)!).Where(call => call.Says["operationId"] is not null)], user);
    }

    private static async Task AuthenticateAsync(DescribedCall call, HttpRequestMessage request, Sandbox app, string token)
    {
        if (call.NeedsAToken)
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        if (call.NeedsAKey)
            request.Headers.Add("X-Api-Key", Sandbox.AdminKey);
        if (!call.IsWebhook)
            return;
        var (id, body) = ($"msg_{Guid.NewGuid():N}", await request.Content!.ReadAsByteArrayAsync());
        var timestamp = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        request.Headers.Add("svix-id", id);
        request.Headers.Add("svix-timestamp", timestamp);
        request.Headers.Add("svix-signature", WebhookSignature.Of(app.Secret, id, timestamp, body));
    }
}
