using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>Events as an Auth0 Event Stream sends them: CloudEvents with a bearer token, and no signature.</summary>
internal static class EventStream
{
    public const string Token = "a-token-of-the-event-stream";
    public const string NextToken = "the-token-it-is-exchanged-for";

    /// <summary>Has the provider of kind auth0 take both tokens.</summary>
    public static ApiSettings WithTokens(ApiSettings settings) => settings.With("Providers__auth0__WebhookTokens", $"{Token} {NextToken}");

    /// <summary>The event of a type about a user, under the names that Auth0 has for it.</summary>
    public static JsonObject Event(string type, Auth0Person person)
    {
        var user = person.Profile();
        user.Remove("id");
        user["user_id"] = person.Subject;
        user["identities"] = new JsonArray(new JsonObject { ["connection"] = "google", ["user_id"] = 1234567890, ["isSocial"] = true });
        user["app_metadata"] = new JsonObject { ["diagnosis"] = "unspeakable" };
        user["user_metadata"] = new JsonObject { ["draft"] = "unspeakable" };
        if (type == "user.deleted")
            user["deleted_at"] = Text(person.UpdatedAt);
        return new JsonObject
        {
            ["specversion"] = "1.0",
            ["id"] = $"evt_{Guid.NewGuid():N}",
            ["type"] = type,
            ["source"] = "urn:auth0:acme",
            ["time"] = Text(person.UpdatedAt.AddMilliseconds(123)),
            ["a0tenant"] = "acme",
            ["a0stream"] = "est_made1up2345678901234ab",
            ["data"] = new JsonObject
            {
                ["object"] = user,
                ["previous_object"] = new JsonObject { ["user_id"] = "auth0|somebody-else", ["given_name"] = "Nobody" },
                ["context"] = new JsonObject { ["client"] = new JsonObject { ["id"] = "client" } },
            },
        };
    }

    /// <summary>Posts it with these Authorization headers.</summary>
    public static Task<Answer> DeliverAsync(
        this ApiProcess api, JsonNode body, string path = "/webhooks/auth0", params IEnumerable<string> authorizations)
    {
        var headers = authorizations.Select(value => ("Authorization", value));
        return api.PostRawAsync(new Delivery(Encoding.UTF8.GetBytes(body.ToJsonString()), [.. headers]), path);
    }

    /// <summary>Posts it as Auth0 does.</summary>
    public static Task<Answer> StreamAsync(this Sandbox app, JsonNode body) =>
        app.Api.DeliverAsync(body, authorizations: $"Bearer {Token}");

    private static string Text(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
