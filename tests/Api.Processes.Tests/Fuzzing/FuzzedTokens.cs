using OrleansUsers.Harness;
using System.Text;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>Tokens with odd parts: signed well with odd claims, and spoiled in every other way.</summary>
internal static class FuzzedTokens
{
    private static readonly string[] Claims =
    [
        "iss", "sub", "iat", "nbf", "exp", "aud", "azp", "name", "email", "email_verified", "given_name", "family_name",
        "preferred_username", "phone_number", "picture", "crit", "jti",
    ];

    private static readonly string[] Headers =
    [
        """{"alg":"ES256","kid":"development","typ":"JWT"}""", """{"alg":"none"}""",
        """{"alg":"HS256","kid":"development"}""", """{"alg":"RS256","kid":"development"}""", """{"alg":"ES256"}""",
        """{"alg":"ES256","kid":"other"}""", """{"alg":"ES256","kid":1}""",
        """{"alg":"ES256","kid":"development","crit":["exp"]}""",
        """{"alg":"ES256","kid":"development","jku":"http://127.0.0.1:1/"}""",
        """{"alg":["ES256"],"kid":"development"}""", """{"alg":"ES256","kid":"development","zip":"DEF"}""", "{}", "[]", "null", "",
    ];

    /// <summary>A call that reads or stores the caller.</summary>
    public static FuzzRequest Call(FuzzTarget target, MalformedInput odd)
    {
        var call = odd.Chance(2)
            // 409: an id that begins with another provider's name.
            ? new FuzzRequest("POST", "/users/store", 200, 401, 409, 410, 431)
            : new FuzzRequest("GET", "/users/current", 200, 401, 404, 431);
        return call with { Headers = Authorization(target, odd) };
    }

    private static List<(string, string)> Authorization(FuzzTarget target, MalformedInput odd)
    {
        var token = Token(target, odd);
        return odd.Random.Next(20) switch
        {
            0 => [("Authorization", token)],
            1 => [("Authorization", $"bearer  {token}")],
            2 => [("Authorization", $"Basic {token}")],
            3 => [("Authorization", $"Bearer\t{token}")],
            4 => [("Authorization", $"Bearer {token}"), ("Authorization", $"Bearer {target.Token("user_1")}")],
            5 => [("Authorization", $"Bearer {odd.PlainText()}")],
            6 => [],
            _ => [("Authorization", $"Bearer {token}")],
        };
    }

    private static string Token(FuzzTarget target, MalformedInput odd)
    {
        var claims = FuzzTarget.Claims(odd.Chance(3) ? odd.Text().Replace('\ufffd', '?') : $"user_{odd.Random.Next(200)}");
        for (var n = odd.Random.Next(4); n > 0; n--)
        {
            if (odd.Chance(3))
                claims.Remove(odd.Of(Claims));
            else
                claims[odd.Of(Claims)] = odd.Chance(2) ? odd.Text().Replace('\ufffd', '?') : odd.Random.NextInt64();
        }
        var issuer = odd.Chance(10) ? odd.Of(target.Others).Issuer.Url : null;
        if (issuer is not null)
            claims["iss"] = issuer;
        var token = target.Token(odd.Chance(5) ? odd.Of(Headers) : Headers[0], odd.Json(claims, oneIn: 30));
        return odd.Random.Next(6) switch
        {
            0 => Plain(odd.Bytes(Encoding.ASCII.GetBytes(token))),
            1 => odd.Of(new[]
            {
                $"{token}.", $".{token}", token.Replace('.', ','), token[..token.LastIndexOf('.')], $"{token}.{token}",
                token + "=", token.Replace('-', '+').Replace('_', '/'),
            }),
            _ => token,
        };
    }

    // No line may end before its time: that would be another request.
    private static string Plain(byte[] bytes) =>
        string.Concat(Encoding.Latin1.GetString(bytes).Where(letter => letter is > ' ' and < '\u007f'));
}
