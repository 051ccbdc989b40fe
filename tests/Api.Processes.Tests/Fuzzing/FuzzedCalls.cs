using System.Text;
using System.Text.Json.Nodes;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>Calls of a good caller with odd ids, queries, bodies and resume headers.</summary>
internal static class FuzzedCalls
{
    private static readonly string[] Cursors = ["", "0", "0.0", "1.0", "-1.-1", "2147483648.0", "0.2147483647", "0.0.0", "AAAA", "MC4w"];
    private static readonly string[] Limits = ["1", "100", "101", "0", "", "x", "99999999999"];
    private static readonly string[] Waits = ["0", "31", "-1", "1.5", "abc", "", "1&wait=2", "%00", "%EF%BC%91", "1%00"];
    private static readonly string[] EventIds = ["0", "1", "-1", "00", "99999999999999999999", "1e3", " 1 ", "\u00c3\u00a9", "1,2"];

    /// <summary>A stream, opened with an odd place to resume at.</summary>
    public static FuzzRequest Live(FuzzTarget target, MalformedInput odd) =>
        new FuzzRequest("GET", "/users/current/live", 200, 429, 431).SignedInBy(Caller(target, odd))
            .With("Last-Event-ID", odd.Chance(3) ? odd.PlainText() : odd.Of(EventIds));

    /// <summary>A read of oneself, of others, or of messages.</summary>
    public static FuzzRequest Read(FuzzTarget target, MalformedInput odd)
    {
        var text = odd.Chance(2) ? Uri.EscapeDataString(odd.Text()) : odd.PlainText().Replace("#", "", StringComparison.Ordinal);
        var id = text.Replace("?", "%3F", StringComparison.Ordinal);
        var caller = Caller(target, odd);
        var request = odd.Random.Next(6) switch
        {
            // A wait that is none is refused, and one for somebody who is there is answered at once.
            0 => new FuzzRequest("GET", $"/users/current?wait={odd.Of(Waits)}", 400),
            1 => new FuzzRequest("GET", $"/users?{Ids(odd)}", 200, 400, 414),
            2 => new FuzzRequest("GET", $"/messages?channel={text}&limit={odd.Of(Limits)}&before={odd.Of(Cursors)}", 200, 400, 414),
            3 => new FuzzRequest("GET", $"/messages/current?before={text}", 200, 400, 403, 414),
            4 => new FuzzRequest("GET", $"/users/{id}", 200, 400, 404, 405, 414),
            _ => new FuzzRequest("GET", $"/{id}", 200, 400, 401, 404, 405, 414),
        };
        return request.SignedInBy(caller);
    }

    /// <summary>A message, or what should be one.</summary>
    public static FuzzRequest Message(FuzzTarget target, MalformedInput odd)
    {
        var draft = odd.Json(new JsonObject { ["body"] = odd.Text(), ["channel"] = odd.Chance(2) ? odd.Text() : "general" }, oneIn: 6);
        var request = new FuzzRequest("POST", "/messages", 201, 400, 403, 413) with { Body = Encoding.UTF8.GetBytes(draft) };
        return request.SignedInBy(Caller(target, odd));
    }

    /// <summary>What an operator does, with odd ids.</summary>
    public static FuzzRequest Admin(FuzzTarget target, MalformedInput odd)
    {
        var id = odd.Chance(2) ? $"user_{odd.Random.Next(200)}" : Uri.EscapeDataString(odd.Text());
        var token = odd.Chance(2) ? odd.Text() : $"{odd.Of(target.Others).Issuer.Url}|{odd.Random.Next(20)}";
        var request = odd.Random.Next(3) switch
        {
            0 => new FuzzRequest("POST", $"/admin/users/{id}/token-identifiers", 200, 400, 404, 405, 409, 410, 414)
            {
                Body = Encoding.UTF8.GetBytes(odd.Json(new JsonObject { ["tokenIdentifier"] = token }, oneIn: 8)),
            },
            1 => new FuzzRequest(
                "DELETE", $"/admin/users/{id}/token-identifiers/{Uri.EscapeDataString(token)}", 204, 400, 404, 405, 409, 414),
            _ => new FuzzRequest("DELETE", $"/admin/users/{Uri.EscapeDataString(odd.Text())}", 204, 400, 404, 405, 414),
        };
        return request.With("X-Api-Key", Sandbox.AdminKey);
    }

    private static string Ids(MalformedInput odd)
    {
        var ids = Enumerable.Range(0, odd.Of(new[] { 0, 1, 3, 100, 101 })).Select(_ => odd.Of(new[] { odd.PlainText(), "user_1" }));
        return string.Join('&', ids.Select(id => $"id={Uri.EscapeDataString(id)}"));
    }

    private static string Caller(FuzzTarget target, MalformedInput odd) => target.Token($"user_{odd.Random.Next(200)}");
}
