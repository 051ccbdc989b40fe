using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace OrleansUsers.Harness;

/// <summary>
/// A fake of Clerk's Backend API: it speaks HTTP, in the process of the test. It has its users in order, so that a page costs the same
/// whether there are ten or a million. All of it may be called and set from any thread at any time.
/// </summary>
public sealed partial class FakeClerkApi : IAsyncDisposable
{
    private readonly int _port = FreePort.Find();
    private readonly FakeUserTable _users = new();
    private readonly RequestLog _log = new();
    private readonly RateLimit _limit = new();
    private readonly ClerkEndpoints _endpoints;
    private WebApplication? _host;
    private CancellationTokenSource _end = new();

    private FakeClerkApi() => _endpoints = new ClerkEndpoints(this, _users);

    /// <summary>Its address; the endpoints are below <c>/v1</c>.</summary>
    public string Url => $"http://127.0.0.1:{_port}";

    /// <summary>The key that it accepts. A new one revokes the one before.</summary>
    public string SecretKey { get; set; } = $"sk_test_{Guid.NewGuid():N}";

    /// <summary>The id of the instance, which is also the id of its key.</summary>
    public string InstanceId { get; set; } = "ins_2fake";

    /// <summary><c>development</c> or <c>production</c>.</summary>
    public string EnvironmentType { get; set; } = "development";

    /// <summary>Whether <c>/v1/instance</c> exists.</summary>
    public bool HasInstance { get; set; } = true;

    /// <summary>What a list does whose cursor was deleted.</summary>
    public DeletedCursor DeletedCursor { get; set; }

    /// <summary>Whether <c>created_at_after</c> and <c>created_at_before</c> include their own millisecond.</summary>
    public bool CreatedBoundsInclusive { get; set; }

    /// <summary>By how much the clock of the header <c>Date</c> is ahead.</summary>
    public TimeSpan ClockOffset { get; set; }

    /// <summary>How many requests are admitted in any ten seconds; null means any number. The keys have no limit.</summary>
    public int? RequestsPer10Seconds { get; set; }

    /// <summary>The fault that a request meets; null means none.</summary>
    public Func<FakeRequest, Fault?>? Faults { get; set; }

    /// <summary>Called when a request has arrived, and waited for before the users are read.</summary>
    public Func<FakeRequest, Task>? BeforeAnswer { get; set; }

    /// <summary>Starts it.</summary>
    public static async Task<FakeClerkApi> StartAsync(IEnumerable<FakeUser>? users = null)
    {
        var api = new FakeClerkApi();
        api.AddMany(users ?? []);
        await api.RecoverAsync();
        return api;
    }

    /// <summary>From now on refuses every connection.</summary>
    public async Task RefuseAsync()
    {
        await _end.CancelAsync();
        if (_host is null)
            return;
        await _host.StopAsync();
        await _host.DisposeAsync();
        _host = null;
    }

    /// <summary>Answers again, at the same address and with the same users.</summary>
    public async Task RecoverAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, _port);
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromMilliseconds(100));
        _end.Dispose();
        _end = new CancellationTokenSource();
        _host = builder.Build();
        _host.Run(ServeAsync);
        await _host.StartAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await RefuseAsync();
        _end.Dispose();
    }

    private async Task ServeAsync(HttpContext context)
    {
        var request = _log.Add(context);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _end.Token);
        var exchange = new Exchange(context, request, () => _endpoints.Answer(request), stop.Token);
        try
        {
            if (BeforeAnswer is { } hook)
                await hook(request);
            context.Response.Headers.Date = (TimeProvider.System.GetUtcNow() + ClockOffset).ToString("R", CultureInfo.InvariantCulture);
            var isLimited = RequestsPer10Seconds is not null && request.Path != "/v1/jwks";
            if (isLimited && _limit.SecondsToWait(RequestsPer10Seconds ?? 0, request.ArrivedAt) is { } seconds)
                await exchange.SendAsync(ClerkAnswer.TooMany(seconds));
            else if (Faults?.Invoke(request) is { } fault)
                await fault.DeliverAsync(exchange);
            else
                await exchange.SendAsync(exchange.Answer());
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The caller waits no longer, or the fake ends.
            context.Abort();
        }
    }
}
