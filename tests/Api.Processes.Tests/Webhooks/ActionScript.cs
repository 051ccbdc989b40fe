using System.Text.Json.Nodes;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>The script that docs/auth0.md tells people to paste into Auth0, taken from that very page.</summary>
internal static class ActionScript
{
    private const string Fence = "```";

    public static readonly string[] Handlers = ["onExecutePostLogin", "onExecutePostUserRegistration", "onExecutePostChangePassword"];

    public static string Text { get; } = Read();

    /// <summary>What Auth0 hands a handler, with the secrets of the Action filled in.</summary>
    public static JsonObject Event(string url, string secret, JsonObject user) => new()
    {
        ["user"] = user.DeepClone(),
        ["secrets"] = new JsonObject { ["ORLEANS_USERS_URL"] = url, ["ORLEANS_USERS_WEBHOOK_SECRET"] = secret },
    };

    /// <summary>A user under the names that Auth0's own event has.</summary>
    public static JsonObject User(Auth0Person person)
    {
        var user = person.Profile();
        user.Remove("id");
        user["user_id"] = person.Subject;
        user["app_metadata"] = new JsonObject { ["diagnosis"] = "unspeakable" };
        user["user_metadata"] = new JsonObject { ["draft"] = "unspeakable" };
        return user;
    }

    private static string Read()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "auth0.md"));
        var blocks = page.Split($"{Fence}js\n")[1..];
        var block = Assert.Single(blocks);
        return block[..block.IndexOf(Fence, StringComparison.Ordinal)];
    }
}
