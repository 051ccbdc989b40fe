using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace OrleansUsers.Harness;

/// <summary>
/// A fake of Auth0's Management API: it speaks HTTP, in the process of the test. All of it may be called and set from any thread at any
/// time.
/// </summary>
public sealed class FakeAuth0Api : IAsyncDisposable
{
    private readonly int _port = FreePort.Find();
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, FakeAuth0User> _users = new(StringComparer.Ordinal);
    private readonly RequestLog _log = new();
    private readonly RateLimit _limit = new();
    private readonly Auth0Endpoints _endpoints;
    private readonly CancellationTokenSource _end = new();
    private WebApplication? _host;

    private FakeAuth0Api() => (_endpoints, Exports) = (new Auth0Endpoints(this), new FakeAuth0Exports(this));

    /// <summary>Its address.</summary>
    public string Url => $"http://127.0.0.1:{_port}";

    /// <summary>The id of the client that may get tokens.</summary>
    public string ClientId { get; } = $"client{Guid.NewGuid():N}";

    /// <summary>The secret of that client.</summary>
    public string ClientSecret { get; set; } = $"secret{Guid.NewGuid():N}";

    /// <summary>The jobs that export users.</summary>
    public FakeAuth0Exports Exports { get; }

    /// <summary>The stream of events.</summary>
    public FakeAuth0Events Events { get; } = new();

    /// <summary>All users as they are now, sorted by their ids.</summary>
    public IReadOnlyList<FakeAuth0User> Users
    {
        get
        {
            lock (_lock)
                return [.. _users.Values];
        }
    }

    /// <summary>All requests, in the order in which they arrived.</summary>
    public IReadOnlyList<FakeRequest> Requests => _log.All();

    /// <summary>How many requests are admitted in any ten seconds; null means any number.</summary>
    public int? RequestsPer10Seconds { get; set; }

    /// <summary>The fault that a request meets; null means none.</summary>
    public Func<FakeRequest, Fault?>? Faults { get; set; }

    /// <summary>Called when a request has arrived, and waited for before it is answered.</summary>
    public Func<FakeRequest, Task>? BeforeAnswer { get; set; }

    /// <summary>Starts it.</summary>
    public static async Task<FakeAuth0Api> StartAsync(IEnumerable<FakeAuth0User>? users = null)
    {
        var api = new FakeAuth0Api();
        foreach (var user in users ?? [])
            api.Put(user);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, api._port));
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromMilliseconds(100));
        api._host = builder.Build();
        api._host.Run(api.ServeAsync);
        await api._host.StartAsync();
        return api;
    }

    /// <summary>The settings of the provider <c>auth0</c> with this API.</summary>
    public ApiSettings AddTo(ApiSettings settings) => settings
        .With("Providers__auth0__Domain", Url)
        .With("Providers__auth0__ClientId", ClientId)
        .With("Providers__auth0__ClientSecret", ClientSecret);

    /// <summary>Adds a user, or changes it.</summary>
    public FakeAuth0User Put(FakeAuth0User user)
    {
        lock (_lock)
            _users[user.Id] = user;
        return user;
    }

    /// <summary>Deletes a user; false means that there is none.</summary>
    public bool Delete(string id)
    {
        lock (_lock)
            return _users.Remove(id);
    }

    /// <summary>The user of this id, or null.</summary>
    public FakeAuth0User? Find(string id)
    {
        lock (_lock)
            return _users.GetValueOrDefault(id);
    }

    /// <summary>Makes all tokens be refused that were given out.</summary>
    public void RevokeTokens() => _endpoints.RevokeTokens();

    /// <summary>How many requests with this method arrived whose path and query begin so.</summary>
    public int CountOf(string method, string prefix) =>
        _log.All().Count(request => request.Method == method && request.Target.StartsWith(prefix, StringComparison.Ordinal));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        if (_host is not null)
        {
            await _host.StopAsync();
            await _host.DisposeAsync();
        }
        _end.Dispose();
    }

    private async Task ServeAsync(HttpContext context)
    {
        var request = _log.Add(context);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _end.Token);
        try
        {
            using var reader = new StreamReader(context.Request.Body);
            var body = await reader.ReadToEndAsync(stop.Token);
            if (BeforeAnswer is { } hook)
                await hook(request);
            await AnswerAsync(context, request, body, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The caller waits no longer, or the fake ends.
            context.Abort();
        }
    }

    private async Task AnswerAsync(HttpContext context, FakeRequest request, string body, CancellationToken stop)
    {
        var exchange = new Exchange(context, request, () => _endpoints.Answer(request, body), stop);
        if (request.Path.StartsWith("/files/", StringComparison.Ordinal))
        {
            await Exports.SendAsync(context, request, stop);
        }
        else if (RequestsPer10Seconds is { } most && _limit.SecondsToWait(most, request.ArrivedAt) is { } seconds)
        {
            // Auth0 need not say Retry-After.
            context.Response.Headers["X-RateLimit-Reset"] =
                (TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + seconds).ToString(provider: null);
            await exchange.SendAsync(Auth0Endpoints.Refuse(429, "too_many_requests"));
        }
        else if (Faults?.Invoke(request) is { } fault)
        {
            await fault.DeliverAsync(exchange);
        }
        else if (request.Path == "/api/v2/events" && _endpoints.HasToken(request))
        {
            await Events.SendAsync(context, request, stop);
        }
        else
        {
            await exchange.SendAsync(exchange.Answer());
        }
    }
}
