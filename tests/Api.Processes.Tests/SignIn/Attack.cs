using System.Text.Json;
using System.Text.Json.Nodes;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>What becomes of a token that nobody should have accepted.</summary>
internal static class Attack
{
    /// <summary>It is refused wherever it is sent, and its sender learns no more than the sender of garbage does.</summary>
    public static async Task IsRefusedAsync(Sandbox app, string token)
    {
        var garbage = await app.Api.GetAsync("/users/current", "garbage");
        foreach (var answer in new[] { await app.Api.GetAsync("/users/current", token), await app.Api.PostAsync("/users/store", token) })
        {
            Expect.Unauthorized(answer);
            Assert.Equal($"{garbage.Headers.WwwAuthenticate}", $"{answer.Headers.WwwAuthenticate}");
            Assert.DoesNotContain("description", $"{answer.Headers.WwwAuthenticate}", StringComparison.Ordinal);
            Assert.Equal((string?)garbage.Json!["title"], (string?)answer.Json!["title"]);
            Assert.Equal((string?)garbage.Json!["detail"], (string?)answer.Json!["detail"]);
        }
    }

    /// <summary>
    /// A token of this provider with one claim changed is refused. Unchanged it is accepted, or the test would prove nothing.
    /// </summary>
    /// <param name="json">The claim's value; null leaves the claim out.</param>
    public static async Task ByClaimIsRefusedAsync(Sandbox app, FakeProvider provider, string claim, string? json)
    {
        var subject = Person.New().Id;
        Expect.Ok(await (await app.SignedInAsync(provider, subject)).StoreAsync());

        var claims = provider.Claims(subject);
        claims.Remove(claim);
        if (json is not null)
            claims[claim] = JsonNode.Parse(json);
        // A JSON null is no node; only as text can it be told from a claim that is not there.
        var text = json is "null" ? $"{claims.ToJsonString()[..^1]},{JsonSerializer.Serialize(claim)}:null}}" : claims.ToJsonString();
        await IsRefusedAsync(app, await provider.Issuer.TokenOfTextAsync(text));
    }
}
