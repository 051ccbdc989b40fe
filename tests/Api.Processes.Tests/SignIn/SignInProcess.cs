using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>
/// What signs clients in, as the program sets it up for one issuer, with a clock that can be turned. The token library has the real one.
/// </summary>
internal sealed class SignInProcess : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private SignInProcess(FakeIssuer issuer)
    {
        Issuer = issuer;
        var services = new ServiceCollection().AddLogging();
        var provider = new Provider { Name = "clerk", Kind = ProviderKind.Clerk, Issuer = issuer.Url };
        var providers = new ProviderSet([provider]);
        services.AddSingleton(providers).AddSingleton<TimeProvider>(Clock).AddSingleton<SampledWarnings>().AddSingleton(new Meter("test"));
        services.AddSignIn(providers);
        _services = services.BuildServiceProvider();
    }

    public FakeTimeProvider Clock { get; } = new(TimeProvider.System.GetUtcNow());

    public FakeIssuer Issuer { get; }

    public ValidatedTokenCache Tokens => _services.GetRequiredService<ValidatedTokenCache>();

    /// <summary>It has fetched the issuer's keys.</summary>
    public static async Task<SignInProcess> StartAsync(Apps apps)
    {
        var process = new SignInProcess(await apps.Foreign.StartIssuerAsync());
        Assert.NotNull(await process.CallerAsync(await process.Issuer.TokenAsync("somebody")));
        return process;
    }

    /// <summary>The keys of an issuer, as the program keeps them.</summary>
    public static IssuerKeyCache KeysOf(FakeIssuer issuer, TimeProvider clock)
    {
        var provider = new Provider { Name = "clerk", Kind = ProviderKind.Clerk, Issuer = issuer.Url };
        return new IssuerKeyCache(
            new KeySource(issuer.Url, provider, fallback: null, new SafeDocuments(new HttpClient()), NullLogger.Instance), clock);
    }

    /// <summary>A token of two hours, more than any of the tests turns its clock by.</summary>
    public Task<string> TokenAsync(string subject = "user_1") =>
        Issuer.TokenAsync(subject, claims => claims["exp"] = (long)claims["iat"]! + 7_200);

    /// <summary>A token that is remembered, and whose it is.</summary>
    public async Task<(string Token, Caller Caller)> RememberedAsync()
    {
        var token = await TokenAsync();
        var caller = await CallerAsync(token);
        Assert.NotNull(caller);
        Assert.Same(caller, await CallerAsync(token));
        return (token, caller);
    }

    /// <summary>Who sends a bearer token; null when it is refused.</summary>
    public Task<Caller?> CallerAsync(string token) => CallerOfAsync($"Bearer {token}");

    /// <summary>Who sends this header; null when it is refused.</summary>
    public async Task<Caller?> CallerOfAsync(string authorization)
    {
        await using var scope = _services.CreateAsyncScope();
        var context = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
        context.Request.Headers.Authorization = authorization;
        var result = await context.AuthenticateAsync(JwtBearerDefaults.AuthenticationScheme);
        Assert.Equal(result.Succeeded, result.Principal?.Identity?.IsAuthenticated == true);
        Assert.Equal(result.Succeeded, context.Features.Get<Caller>() is not null);
        return context.Features.Get<Caller>();
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
