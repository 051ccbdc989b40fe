using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;

namespace OrleansUsers.Harness;

/// <summary>Answers requests to Auth0's Management API whose answers are JSON.</summary>
internal sealed class Auth0Endpoints(FakeAuth0Api api)
{
    private const string Users = "/api/v2/users/";
    private const string Jobs = "/api/v2/jobs/";
    private const int Day = 86_400;

    private readonly ConcurrentDictionary<string, bool> _tokens = new();

    public bool HasToken(FakeRequest request) => request.Authorization.StartsWith("Bearer ", StringComparison.Ordinal)
        && _tokens.ContainsKey(request.Authorization["Bearer ".Length..]);

    public void RevokeTokens() => _tokens.Clear();

    public ClerkAnswer Answer(FakeRequest request, string body)
    {
        if ((request.Method, request.Path) is ("POST", "/oauth/token"))
            return GiveToken(body);
        if (!HasToken(request))
            return Refuse(401, "invalid_token");
        return (request.Method, request.Path) switch
        {
            ("POST", "/api/v2/jobs/users-exports") => Ok(api.Exports.Start(body)),
            ("GET", var path) when path.StartsWith(Jobs, StringComparison.Ordinal) =>
                api.Exports.Describe(path[Jobs.Length..]) is { } job ? Ok(job) : Refuse(404, "inexistent_job"),
            // A bar in a path has to be escaped.
            ("GET", var path) when path.StartsWith(Users, StringComparison.Ordinal) && !path.Contains('|', StringComparison.Ordinal) =>
                api.Find(Uri.UnescapeDataString(path[Users.Length..])) is { } user ? Ok(user.Profile()) : Refuse(404, "inexistent_user"),
            _ => Refuse(404, "not_found"),
        };
    }

    public static ClerkAnswer Refuse(int status, string code) => ClerkAnswer.Error(status, code, code);

    private ClerkAnswer GiveToken(string body)
    {
        var form = QueryHelpers.ParseQuery(body);
        if (form["client_id"] != api.ClientId || form["client_secret"] != api.ClientSecret)
            return Refuse(401, "access_denied");
        if (form["grant_type"] != "client_credentials" || form["audience"] != $"{api.Url}/api/v2/")
            return Refuse(403, "access_denied");
        var token = $"token{Guid.NewGuid():N}";
        _tokens[token] = true;
        return Ok(new JsonObject
        {
            ["access_token"] = token,
            ["expires_in"] = Day,
            ["scope"] = "read:users read:events",
            ["token_type"] = "Bearer",
        });
    }

    private static ClerkAnswer Ok(JsonObject answer) => ClerkAnswer.Ok(json => answer.WriteTo(json));
}
