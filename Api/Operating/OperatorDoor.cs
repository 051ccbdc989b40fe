using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace OrleansUsers.Api;

/// <summary>
/// Lets tools of an operator in: who sends the <see cref="AdminKeys"/>, also as what a scraper (Bearer) and a browser (Basic, any user
/// name) can send by themselves. Without such a key, who calls from this machine; for everybody else there is nothing.
/// </summary>
internal sealed class OperatorDoor(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, IServiceProvider services)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    /// <summary>The authentication scheme and the policy that asks for it.</summary>
    public const string Policy = "operator";

    private const string Bearer = "Bearer ";
    private const string Basic = "Basic ";

    // A proxy on this machine calls from it, too. What it, or ASP.NET Core in its place, says of the real caller gives it away.
    private static readonly string[] SaidByProxies = ["Forwarded", "Via", "X-Forwarded-", "X-Original-", "X-Real-"];

    private readonly AdminKeys? _keys = services.GetService<AdminKeys>();

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var name = _keys is null ? (IsLocal(Request) ? "local" : null) : Given(Request) is { } given ? _keys.NameOf(given) : null;
        return Task.FromResult(
            name is null ? AuthenticateResult.NoResult() : AuthenticateResult.Success(AdminKeys.TicketOf(name, Scheme.Name)));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (_keys is null)
            return Problem.Of(StatusCodes.Status404NotFound).ExecuteAsync(Context);
        Response.Headers.WWWAuthenticate = "Basic realm=\"operator\", charset=\"UTF-8\"";
        return Problem.Of(StatusCodes.Status401Unauthorized, "Send the admin key: as X-Api-Key, as a bearer token or as a password.").ExecuteAsync(Context);
    }

    private static string? Given(HttpRequest request)
    {
        if (request.Headers["X-Api-Key"] is [{ } key])
            return key;
        if (request.Headers.Authorization is not [{ } authorization])
            return null;
        return authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? authorization[Bearer.Length..]
            : authorization.StartsWith(Basic, StringComparison.OrdinalIgnoreCase) ? Password(authorization[Basic.Length..])
            : null;
    }

    private static string? Password(string credentials)
    {
        var bytes = new byte[credentials.Length];
        if (!Convert.TryFromBase64String(credentials, bytes, out var length))
            return null;
        var pair = Encoding.UTF8.GetString(bytes, 0, length);
        return pair.IndexOf(':', StringComparison.Ordinal) is >= 0 and var colon ? pair[(colon + 1)..] : null;
    }

    // A page of elsewhere that had its name resolved to this machine would call from it, but by that name.
    private static bool IsLocal(HttpRequest request) =>
        request.HttpContext.Connection.RemoteIpAddress is { } caller && IPAddress.IsLoopback(caller)
        && (request.Host.Host == "localhost" || (IPAddress.TryParse(request.Host.Host, out var host) && IPAddress.IsLoopback(host)))
        && !request.Headers.Keys.Any(header => SaidByProxies.Any(said => header.StartsWith(said, StringComparison.OrdinalIgnoreCase)));
}
