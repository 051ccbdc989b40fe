using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace OrleansUsers.Api;

/// <summary><c>/admin/sync</c>: starts, shows and cancels the run over all users of a provider.</summary>
internal static class SyncEndpoints
{
    // A run ends within moments, unless its process was killed or the store fails.
    private static readonly TimeSpan EndTime = TimeSpan.FromSeconds(7);
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(0.1);

    public static void MapSync(this RouteGroupBuilder admin)
    {
        admin.MapPost("/sync", Start);
        admin.MapGet("/sync", Get);
        admin.MapDelete("/sync", Cancel);
    }

    private static async Task<Results<Accepted<SyncStatus>, ProblemHttpResult>> Start(
        [FromBody(EmptyBodyBehavior = EmptyBodyBehavior.Allow)] SyncStart? start,
        ProviderSet providers,
        SyncWorkers workers,
        IGrainFactory grains,
        CancellationToken cancellationToken)
    {
        if (providers.Find(start?.Provider) is not { } provider)
            return Problem.UnknownProvider();
        if (workers.Of(provider.Name) is not { } worker)
            return MissingKey(provider);
        var grain = grains.GetGrain<ISyncGrain>(provider.Name);
        var request = new SyncRequest(start?.DryRun ?? false, start?.DeleteMissing ?? false, start?.Force ?? false);
        if (!await grain.Start(request).WaitAsync(cancellationToken))
            return Running();
        worker.Wake();
        return TypedResults.Accepted("/admin/sync", SyncStatus.Of(provider.Name, await grain.Get().WaitAsync(cancellationToken)));
    }

    private static async Task<Results<Ok<SyncStatus>, ProblemHttpResult>> Get(
        string? provider, ProviderSet providers, IGrainFactory grains, CancellationToken cancellationToken)
    {
        if (providers.Find(provider) is not { Name: var name })
            return Problem.UnknownProvider();
        return TypedResults.Ok(SyncStatus.Of(name, await grains.GetGrain<ISyncGrain>(name).Get().WaitAsync(cancellationToken)));
    }

    private static async Task<Results<Ok<SyncStatus>, ProblemHttpResult>> Cancel(
        string? provider, ProviderSet providers, IGrainFactory grains, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (providers.Find(provider) is not { Name: var name })
            return Problem.UnknownProvider();
        var grain = grains.GetGrain<ISyncGrain>(name);
        if (!await grain.Cancel(waits: true).WaitAsync(cancellationToken))
            return NoRun();
        var start = clock.GetTimestamp();
        while (true)
        {
            var state = await grain.Get().WaitAsync(cancellationToken);
            if (state.Run is not { State: SyncRunState.Running })
                return TypedResults.Ok(SyncStatus.Of(name, state));
            if (clock.GetElapsedTime(start) >= EndTime)
                await grain.Cancel(waits: false).WaitAsync(cancellationToken);
            else
                await Task.Delay(LookEvery, clock, cancellationToken);
        }
    }

    public static ProblemHttpResult Running() =>
        Problem.Of(StatusCodes.Status409Conflict, "A run is under way. Wait for its end, or cancel it by DELETE /admin/sync.");

    public static ProblemHttpResult NoRun() => Problem.Of(StatusCodes.Status404NotFound, "No run is under way.");

    public static string MissingSecretKey(string key) =>
        $"{key} is not set. Set the secret key of Clerk's Backend API, and start again.";

    /// <summary>409: names the setting that is missing.</summary>
    public static ProblemHttpResult MissingKey(Provider provider) => Problem.Of(StatusCodes.Status409Conflict, provider.Kind switch
    {
        ProviderKind.Clerk => MissingSecretKey(provider.KeyOf(nameof(ProviderSettings.SecretKey))),
        ProviderKind.Auth0 =>
            $"{provider.KeyOf(nameof(ProviderSettings.Domain))}, __ClientId and __ClientSecret are not set. "
            + "Set those of Auth0's Management API, and start again.",
        _ => $"{provider.KeyOf(nameof(ProviderSettings.Kind))} is oidc: OpenID Connect has no API that lists users, "
            + "so there is nothing to sync from.",
    });
}
