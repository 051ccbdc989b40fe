using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>A client that reaches the program through a proxy. It accepts compressed answers, as browsers do.</summary>
/// <param name="address">Where the proxy serves the program, without a slash at its end.</param>
internal sealed class ProxyClient(string address, Version version) : IDisposable
{
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(1);

    private readonly HttpClient _client = new(new SocketsHttpHandler
    {
        UseProxy = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.All,
        SslOptions = new() { RemoteCertificateValidationCallback = (_, given, _, _) => given?.Subject == NginxFront.Subject },
        MaxResponseDrainSize = 0,
        ResponseDrainTimeout = TimeSpan.Zero,
    })
    {
        DefaultRequestVersion = version,
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
    };

    /// <summary>Sends a request whose path stays as it is written here: with a token, or else with the admin key.</summary>
    public async Task<Answer> AskAsync(HttpMethod method, string path, string? token = null, object? json = null)
    {
        using var request = Request(method, path);
        if (token is null)
            request.Headers.TryAddWithoutValidation("X-Api-Key", Sandbox.AdminKey);
        else
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        if (json is not null)
            request.Content = JsonContent.Create(json);
        return await _client.AnswerAsync(request);
    }

    public Task<Answer> GetAsync(string path, string? token = null) => AskAsync(HttpMethod.Get, path, token);

    public async Task<Answer> DeliverAsync(Delivery delivery)
    {
        using var request = Request(HttpMethod.Post, Harness.Webhooks.Path);
        request.Content = new ByteArrayContent(delivery.Body) { Headers = { ContentType = new("application/json") } };
        foreach (var (name, value) in delivery.Headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await _client.AnswerAsync(request);
    }

    /// <summary>Follows a stored user. The first event and the event of every change arrive within a second.</summary>
    public async Task FollowsAtOnceAsync(Sandbox app, Person user, string token)
    {
        var watch = Stopwatch.StartNew();
        await using var live = await LiveClient.OpenAsync(_client, new Uri($"{address}/users/current/live"), token);
        Assert.True(live.Status == HttpStatusCode.OK, live.Refusal?.ToString());
        Assert.Equal($"{user.FirstName} {user.LastName}", (await live.NextAsync()).Name);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, AtOnce);
        for (var number = 1; number <= 3; number++)
        {
            watch.Restart();
            await app.ChangeAsync(user, number);
            Assert.Equal(Watching.Called(number), (await live.NextAsync()).Name);
            Assert.InRange(watch.Elapsed, TimeSpan.Zero, AtOnce);
        }
    }

    public void Dispose() => _client.Dispose();

    private HttpRequestMessage Request(HttpMethod method, string path)
    {
        var asWritten = new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true };
        return new HttpRequestMessage(method, new Uri(address + path, asWritten))
        {
            Version = version,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
    }
}
