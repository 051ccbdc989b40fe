using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using OrleansUsers.Silo;

namespace OrleansUsers.Api;

/// <summary>The key that opens <c>/admin</c>: sent as <c>X-Api-Key</c>, compared in constant time.</summary>
internal sealed class AdminKey(string key)
{
    /// <summary>The authentication scheme and the policy that asks for it.</summary>
    public const string Scheme = "admin";

    private const string Setting = "ADMIN_API_KEY";
    private const int MinLength = 32;

    // Digests are of one length: comparing them tells nothing of the key's.
    private readonly byte[] _digest = Digest(key);

    /// <summary>Null when none is set: then there is no such API.</summary>
    /// <exception cref="SettingException">The key is short enough to be guessed.</exception>
    public static AdminKey? Read(IConfiguration configuration) => configuration[Setting] switch
    {
        null => null,
        { Length: < MinLength } => throw new SettingException(Setting, $"it must have {MinLength} characters or more."),
        var key => new AdminKey(key),
    };

    public bool Is(string given) => CryptographicOperations.FixedTimeEquals(_digest, Digest(given));

    private static byte[] Digest(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}

/// <summary>Lets in who sends the <see cref="AdminKey"/>.</summary>
internal sealed class AdminKeyHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, AdminKey key)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    private const string Header = "X-Api-Key";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(
        Request.Headers[Header] is [{ } given] && key.Is(given)
            ? AuthenticateResult.Success(new AuthenticationTicket(new(new System.Security.Claims.ClaimsIdentity(Scheme.Name)), Scheme.Name))
            : AuthenticateResult.NoResult());

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = Header;
        return Problem.Of(StatusCodes.Status401Unauthorized, $"Send the admin key in the header {Header}.").ExecuteAsync(Context);
    }
}
