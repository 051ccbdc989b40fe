using System.Text.Json;

namespace OrleansUsers.Api;

/// <summary>
/// The access token for Auth0's Management API. It is fetched by client credentials, and kept until shortly before its end.
/// </summary>
internal sealed class Auth0Token(Auth0Access access, ProviderClient client, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _fetching = new(1);
    private volatile Fetched? _token;

    /// <exception cref="KeyRefusedException">The client's id or secret is wrong, or the client may not use the API.</exception>
    public async Task<string> Get(IRequestOwner owner, CancellationToken cancellationToken)
    {
        if (Valid() is { } token)
            return token;
        await _fetching.WaitAsync(cancellationToken);
        try
        {
            if (Valid() is { } other)
                return other;
            _token = await client.Send(MakeRequest, Read, owner, cancellationToken);
            return _token.Text;
        }
        finally
        {
            _fetching.Release();
        }
    }

    /// <summary>The provider has refused this token. The next one is fetched.</summary>
    public void Forget(string token)
    {
        if (_token is { } known && known.Text == token)
            Interlocked.CompareExchange(ref _token, null, known);
    }

    public void Dispose() => _fetching.Dispose();

    private string? Valid() => _token is { } token && clock.GetUtcNow() < token.UseUntil ? token.Text : null;

    private HttpRequestMessage MakeRequest() => new(HttpMethod.Post, $"{access.Url}/oauth/token")
    {
        Content = new FormUrlEncodedContent(
        [
            new("grant_type", "client_credentials"),
            new("client_id", access.ClientId),
            new("client_secret", access.ClientSecret),
            new("audience", $"{access.Url}/api/v2/"),
        ]),
    };

    private Fetched Read(ProviderAnswer answer)
    {
        using var json = JsonDocument.Parse(answer.Body);
        var token = json.RootElement.FindText("access_token");
        // Other characters cannot be sent in a header.
        if (string.IsNullOrEmpty(token) || token.Any(character => character is <= ' ' or > '~'))
            throw new JsonException("There is no access_token.");
        var lifetime = TimeSpan.FromSeconds(Math.Clamp(json.RootElement.FindNumber("expires_in") ?? 0, 0, 30 * 86_400));
        return new Fetched(token, clock.GetUtcNow() + (lifetime > 2 * Margin ? lifetime - Margin : lifetime / 2));
    }

    private sealed record Fetched(string Text, DateTimeOffset UseUntil);
}
