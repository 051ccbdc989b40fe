using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;

namespace OrleansUsers.Grains;

/// <summary>Stores users who are said to be new with one statement and without a grain.</summary>
/// <remarks>
/// Who comes alone has signed up just now and is about to ask: its grain is called into memory afterwards. Those who come in numbers are imported,
/// and whoever of them asks, some day, finds itself stored.
/// </remarks>
public sealed class Newcomers(
    [FromKeyedServices(UserGrain.Storage)] IGrainStorage storage, AwaitedUsers awaited, IClusterMembershipService membership, IGrainFactory grains)
{
    /// <summary>Who comes so long after the last one has signed up by itself, and is no part of an import.</summary>
    internal static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(100);

    private long _lastAt;
    private View? _view;

    /// <summary>What <see cref="IUserGrain.Upsert"/> answers, and throws; null when the grain has to be called: there may be one, the user is not new, or the sign-in is not its own.</summary>
    public async Task<UpsertOutcome?> Store(string externalId, UserSnapshot snapshot)
    {
        if (awaited.Contain(externalId) || !IsAlone() || !Hearing.MakesUser(externalId, snapshot))
            return null;
        var now = Environment.TickCount64;
        var isSignUp = now - Interlocked.Exchange(ref _lastAt, now) >= Quiet.TotalMilliseconds;
        try
        {
            var row = new GrainState<UserState>(UserState.Of(snapshot) with { Version = 1 });
            await storage.WriteStateAsync(DurableUser.StateName, UserGrain.IdOf(externalId), row).ConfigureAwait(false);
        }
        catch (Exception known) when (known is InconsistentStateException or TokenTakenException)
        {
            return null;
        }
        // A grain that has come here meanwhile may have looked before there was anything.
        if (awaited.Contain(externalId) || !IsAlone())
            await grains.GetUser(externalId).Upsert(snapshot).ConfigureAwait(false);
        else if (isSignUp)
            grains.GetUser(externalId).Get().Ignore();
        return UpsertOutcome.Applied;
    }

    /// <summary>Whether no other process can have the user's grain. A process that joins says so to the others before it has any.</summary>
    private bool IsAlone()
    {
        var members = membership.CurrentSnapshot;
        var view = _view;
        if (view?.Members != members)
            _view = view = new View(members, members.Members.Values.Count(member => member.Status != SiloStatus.Dead) == 1);
        return view.IsAlone;
    }

    private sealed record View(ClusterMembershipSnapshot Members, bool IsAlone);
}
