using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace OrleansUsers.Api;

/// <summary>How an operator may authenticate at an endpoint.</summary>
internal sealed class OperatorAuthenticationOptions : AuthenticationSchemeOptions
{
    /// <summary>
    /// Whether tools can authenticate, too. A scraper can send the key only as a bearer token, and a browser only as a password. When no
    /// key is set, a caller on this machine needs none.
    /// </summary>
    public bool AllowsTools { get; set; }
}

/// <summary>Authenticates operators by the <see cref="AdminKeys"/>, sent as <c>X-Api-Key</c>, or as tools can send them.</summary>
internal sealed class OperatorAuthenticationHandler(
    IOptionsMonitor<OperatorAuthenticationOptions> options, ILoggerFactory logger, UrlEncoder encoder, IServiceProvider services)
    : AuthenticationHandler<OperatorAuthenticationOptions>(options, logger, encoder)
{
    /// <summary>The authentication scheme and policy of <c>/admin</c>: the key in its header.</summary>
    public const string Admin = "admin";

    /// <summary>The authentication scheme and policy of metrics and dashboard, which tools read.</summary>
    public const string Tools = "operator";

    public const string KeyInHeader = $"Send the admin key in the header {Header}.";
    public const string KeyForTools = $"Send the admin key: as {Header}, as a bearer token or as a password.";

    public const string Header = "X-Api-Key";
    private const string Bearer = "Bearer ";
    private const string Basic = "Basic ";

    // A proxy on this machine also calls from a loopback address. It is recognized by the headers that it adds about the real caller, or
    // that ASP.NET Core makes of them.
    private static readonly string[] SetByProxies = ["Forwarded", "Via", "X-Forwarded-", "X-Original-", "X-Real-"];

    private readonly AdminKeys? _keys = services.GetService<AdminKeys>();

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var name = NameOfCaller();
        return Task.FromResult(
            name is null ? AuthenticateResult.NoResult() : AuthenticateResult.Success(AdminKeys.TicketOf(name, Scheme.Name)));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        // Without a key these endpoints do not exist for callers from other machines.
        if (_keys is null)
            return Problem.Of(StatusCodes.Status404NotFound).ExecuteAsync(Context);
        Response.Headers.WWWAuthenticate = Options.AllowsTools ? "Basic realm=\"operator\", charset=\"UTF-8\"" : Header;
        return Problem.Of(
            StatusCodes.Status401Unauthorized,
            Options.AllowsTools ? KeyForTools : KeyInHeader).ExecuteAsync(Context);
    }

    private string? NameOfCaller()
    {
        if (_keys is null)
            return Options.AllowsTools && IsLocal(Request) ? "local" : null;
        var given = Request.Headers[Header] is [{ } key] ? key
            : Options.AllowsTools ? SentByTool(Request)
            : null;
        return given is null ? null : _keys.NameOf(given);
    }

    private static string? SentByTool(HttpRequest request)
    {
        if (request.Headers.Authorization is not [{ } authorization])
            return null;
        if (authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
            return authorization[Bearer.Length..];
        return authorization.StartsWith(Basic, StringComparison.OrdinalIgnoreCase) ? Password(authorization[Basic.Length..]) : null;
    }

    private static string? Password(string credentials)
    {
        var bytes = new byte[credentials.Length];
        if (!Convert.TryFromBase64String(credentials, bytes, out var length))
            return null;
        var pair = Encoding.UTF8.GetString(bytes, 0, length);
        return pair.IndexOf(':', StringComparison.Ordinal) is >= 0 and var colon ? pair[(colon + 1)..] : null;
    }

    // The Host header must be local, too: a page of another site could resolve its own name to this machine (DNS rebinding).
    private static bool IsLocal(HttpRequest request)
    {
        if (request.HttpContext.Connection.RemoteIpAddress is not { } caller || !IPAddress.IsLoopback(caller))
            return false;
        var name = request.Host.Host;
        var isNamedLocal = name == "localhost" || (IPAddress.TryParse(name, out var host) && IPAddress.IsLoopback(host));
        // nginx calls by HTTP/1.0 and adds no header unless it is told otherwise.
        return isNamedLocal
            && !HttpProtocol.IsHttp10(request.Protocol)
            && !request.Headers.Keys.Any(header => SetByProxies.Any(set => header.StartsWith(set, StringComparison.OrdinalIgnoreCase)));
    }
}
