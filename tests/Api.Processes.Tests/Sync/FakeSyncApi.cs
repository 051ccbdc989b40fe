using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>
/// An API whose runs are written down beforehand: each look at a run takes the next state of the list, and the last one stays.
/// </summary>
internal sealed class FakeSyncApi : IAsyncDisposable
{
    public const string Key = "the-admin-key-of-the-fake-api-of-sync";

    private readonly int _port = FreePort.Find();
    private readonly string[] _states;
    private readonly TaskCompletionSource _looked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private WebApplication? _app;
    private int _looks;

    private FakeSyncApi(string[] states) => _states = states;

    public string Url => $"http://127.0.0.1:{_port}";

    /// <summary>The body of the last request for a run.</summary>
    public string? Order { get; private set; }

    /// <summary>How a request for a run is answered, when not by 202.</summary>
    public (int Status, string Title)? Refusal { get; init; }

    /// <summary>Completes at the first look at a run.</summary>
    public Task Looked => _looked.Task;

    /// <summary>The settings of a command that finds it.</summary>
    public ApiSettings Settings => new ApiSettings { Environment = "Production" }.With("ASPNETCORE_URLS", Url).With("ADMIN_API_KEY", Key);

    /// <param name="states">States as JSON.</param>
    public static async Task<FakeSyncApi> StartAsync(string[] states, (int Status, string Title)? refusal = null)
    {
        var api = new FakeSyncApi(states) { Refusal = refusal };
        await api.StartAsync();
        return api;
    }

    private async Task StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(Url);
        var app = builder.Build();
        app.Use((context, next) => context.Request.Headers["X-Api-Key"] == Key
            ? next(context)
            : Results.Problem(statusCode: 401, title: "Not this key.").ExecuteAsync(context));
        app.MapPost("/admin/sync", Start);
        app.MapGet("/admin/sync", Look);
        await app.StartAsync();
        _app = app;
    }

    /// <summary>Stops it and starts it again once somebody has called it in vain.</summary>
    public async Task RestartAsync()
    {
        await DisposeAsync();
        using (var nothing = new TcpListener(IPAddress.Loopback, _port))
        {
            nothing.Start();
            using var call = await nothing.AcceptSocketAsync();
        }
        await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
            await _app.DisposeAsync();
        _app = null;
    }

    private async Task<IResult> Start(HttpRequest request)
    {
        using var reader = new StreamReader(request.Body);
        Order = await reader.ReadToEndAsync();
        return Refusal is { } refusal
            ? Results.Problem(statusCode: refusal.Status, title: refusal.Title)
            : Results.Text("""{"state":"running","provider":"clerk"}""", "application/json", statusCode: 202);
    }

    private IResult Look(string? provider)
    {
        var state = provider == "clerk" ? _states[Math.Min(_looks++, _states.Length - 1)] : "{}";
        _looked.TrySetResult();
        return Results.Text(state, "application/json");
    }
}
