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
    private View? _view;
    private int _underWay;

    /// <summary>What <see cref="IUserGrain.Upsert"/> answers, and throws; null when the grain has to be called: there may be one, the user is not new, or the sign-in is not its own.</summary>
    public async Task<UpsertOutcome?> Store(string externalId, UserSnapshot snapshot)
    {
        if (awaited.Contain(externalId) || !IsAlone() || !Hearing.IsOwn(externalId, snapshot.Provider, snapshot.TokenIdentifier, madeBy: null))
            return null;
        var isOnly = Interlocked.Increment(ref _underWay) == 1;
        try
        {
            var row = new GrainState<UserState>(UserState.Of(snapshot) with { Version = 1 });
            await storage.WriteStateAsync(DurableUser.StateName, UserGrain.IdOf(externalId), row).ConfigureAwait(false);
        }
        catch (Exception known) when (known is InconsistentStateException or TokenTakenException)
        {
            return null;
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
        }
        // A grain that has come here meanwhile may have looked before there was anything.
        if (awaited.Contain(externalId) || !IsAlone())
            await grains.GetUser(externalId).Upsert(snapshot).ConfigureAwait(false);
        else if (isOnly)
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
