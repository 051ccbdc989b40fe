using System.Text.Json.Nodes;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>What a link is seen by.</summary>
internal static class Links
{
    /// <summary>A user of Clerk, as a webhook tells of them.</summary>
    public static async Task<Person> NewUserAsync(this Sandbox app)
    {
        var user = Person.New();
        Expect.Taken(await app.DeliverAsync(user.Created()));
        return user;
    }

    /// <summary>Links a sign-in that nobody holds, and answers the user it then has.</summary>
    public static async Task<JsonNode> LinkedAsync(this Sandbox app, string id, string tokenIdentifier)
    {
        var user = Expect.Ok(await app.Admin.LinkAsync(id, tokenIdentifier));
        Assert.Equal(id, (string?)user["id"]);
        Assert.Contains(tokenIdentifier, TokensOf(user));
        return user;
    }

    public static IEnumerable<string> TokensOf(JsonNode user) => user["tokenIdentifiers"]!.AsArray().Select(token => (string)token!);

    /// <summary>The id of the user this answer is about.</summary>
    public static string? IdOf(Answer answer) => (string?)Expect.Ok(answer)["id"];

    /// <summary>The two places where SQL tells of sign-ins agree, and none is in two places.</summary>
    public static async Task AgreeInSqlAsync(Sandbox app) => Assert.Empty((await TokenIndex.ReadAsync(app.Database)).Contradictions());
}
