using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>Events as providers document them, each with what comes of it. <c>USER</c> stands for the user's id at the provider.</summary>
public sealed class ProviderVectorTests(Apps apps)
{
    private const string Unspeakable = "unspeakable";

    [Fact]
    public async Task Every_documented_event_of_Clerk_is_answered_and_stored_as_it_should_be()
    {
        await using var app = await apps.StartAsync(DatabaseKind.Sqlite, settings => settings.With("CLERK_INSTANCE_ID", "ins_made1up"));
        await ReplayAsync(app, app.Clerk, "clerk.json", body => app.Api.DeliverAsync(app.Secret, body));
    }

    [Fact]
    public async Task Every_documented_event_of_Auth0_is_answered_and_stored_as_it_should_be()
    {
        await using var app = await apps.StartAsync(DatabaseKind.Postgres, EventStream.WithTokens);
        await ReplayAsync(app, app.Auth0, "auth0.json", body => app.Api.PostRawAsync(
            new Delivery(body, [("Authorization", $"Bearer {EventStream.Token}")]), app.Auth0.WebhookPath));
    }

    [Fact]
    public async Task Every_event_of_an_OpenID_provider_is_answered_and_stored_as_it_should_be()
    {
        var app = await apps.On();
        await ReplayAsync(app, app.Corp, "oidc.json", body => app.Api.DeliverAsync(app.Corp.Secret, body, app.Corp.WebhookPath, "webhook"));
    }

    private static async Task ReplayAsync(Sandbox app, FakeProvider provider, string file, Func<byte[], Task<Answer>> deliver)
    {
        var vectors = JsonNode.Parse(await File.ReadAllTextAsync(Repository.Vector(Path.Combine("providers", file))))!["events"]!.AsArray();
        var byName = vectors.ToDictionary(vector => (string)vector!["name"]!, vector => vector!);
        var wrong = new List<string>();
        foreach (var (name, vector) in byName)
        {
            var subject = provider.Name == "clerk" ? Person.New().Id : Auth0Person.New().Subject;
            if (await FaultOfAsync(vector, subject) is { } fault)
                wrong.Add($"{name}: {fault}");
        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));

        async Task<string?> FaultOfAsync(JsonNode vector, string subject)
        {
            if ((string?)vector["after"] is { } before && await FaultOfAsync(byName[before], subject) is { } earlier)
                return $"before it, {before}: {earlier}";
            var body = vector["body"]!.ToJsonString().Replace("USER", subject, StringComparison.Ordinal);
            var answer = await deliver(Encoding.UTF8.GetBytes(body));
            if ((int)answer.Status != (int)vector["answer"]!)
                return $"answered {answer}";
            var current = await (await app.SignedInAsync(provider, subject)).CurrentAsync();
            if (current.Body.Contains(Unspeakable, StringComparison.Ordinal))
                return "shows what nobody may see";
            // A banned user sees nothing of itself any more.
            if ((bool?)vector["user"]?["banned"] == true)
                return current.Status == HttpStatusCode.Forbidden ? null : $"is not banned: {current}";
            return vector["user"] is JsonObject expected
                ? Difference(expected, Expect.Ok(current))
                : current.Status == HttpStatusCode.NotFound ? null : $"there is a user: {current}";
        }
    }

    private static string? Difference(JsonObject expected, JsonNode user)
    {
        var wrong = expected.Where(field => !JsonNode.DeepEquals(field.Value, user[field.Key]));
        var text = string.Join(", ", wrong.Select(field => $"{field.Key} is {user[field.Key]?.ToJsonString() ?? "null"}"));
        return text.Length > 0 ? text : null;
    }
}
