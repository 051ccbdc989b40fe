using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace OrleansUsers.Grains;

/// <summary>
/// Activates one user, keeps the activation while it is used, and notifies watchers. The user's state and changes are in
/// <see cref="UserEntity"/>.
/// </summary>
[GrainType("user"), Reentrant]
internal sealed partial class UserGrain(
    IUserStore store,
    LocalUsers users,
    EmptyActivations empty,
    IMembershipLease lease,
    ISiloStatusOracle silos,
    TimeProvider clock,
    ILogger<UserGrain> logger)
    : Grain, IUserGrain, IUserActivation, IGrainMigrationParticipant
{
    private const string Row = "row";

    private UserEntity _user = null!;
    private Watchers _watchers = null!;
    private EmptyActivation _emptyActivation = null!;
    private MovedUser? _moved;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _user = new UserEntity(GrainKey.Decode(this.GetPrimaryKeyString()), store, this, lease, clock);
        _watchers = new Watchers(CurrentUpdate, silos, clock);
        _emptyActivation = new EmptyActivation(this, empty, () => !_user.IsStored && !_user.IsWriting && !_watchers.Any);
        users.Add(_user);
        if (_moved is { } moved)
        {
            _user.Resume(StoredUser.Of(_user.ExternalId, moved.Revision, moved.State));
            return;
        }
        try
        {
            await _user.Load();
        }
        catch
        {
            users.Remove(_user);
            throw;
        }
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        users.Remove(_user);
        await _user.Drain();
        // A process that stops has already closed its own streams.
        if (reason.ReasonCode == DeactivationReasonCode.ShuttingDown)
            _watchers.Remove(silos.SiloAddress);
        _watchers.Notify(observer => observer.Resubscribe(_user.ExternalId));
    }

    public async Task<User?> Get()
    {
        await _user.LookAgain();
        return _user.Read();
    }

    public async Task<bool> IsKnown()
    {
        await _user.LookAgain();
        _emptyActivation.RecordMiss();
        return _user.ReadStored().Revision > 0;
    }

    public async Task<TokenHolder?> Holds(string tokenIdentifier)
    {
        await _user.LookAgain();
        var stored = _user.ReadStored();
        return stored.TokenIdentifiers.Contains(tokenIdentifier) ? new TokenHolder(stored.ExternalId, stored.User) : null;
    }

    public Task<UpsertOutcome> Upsert(UserSnapshot snapshot) => _user.Apply(snapshot);

    public async Task<StoreAnswer> Store(UserClaims claims)
    {
        if (await _user.Apply(claims) == UpsertOutcome.NotOwner)
            return new StoreAnswer(null, NotOwner: true);
        var stored = _user.ReadStored();
        return new StoreAnswer(stored.State.Outdates(claims.IssuedAt) ? null : stored.User);
    }

    public Task<bool> Delete(DateTimeOffset at) => Delete(user => user.Delete(new UserDeletion(at)));

    public Task<bool> DeleteUntimed(DateTimeOffset heardAt) => Delete(user => user.Delete(new UserDeletion(heardAt, IsUntimed: true)));

    public Task<bool> DeleteHere(DateTimeOffset at) => Delete(user => user.DeleteHere(at));

    public Task<bool> Reinstate(DateTimeOffset at) => _user.Reinstate(at);

    public Task<LinkOutcome> Link(string tokenIdentifier) => _user.Link(tokenIdentifier);

    public Task<UnlinkOutcome> Unlink(string tokenIdentifier) => _user.Unlink(tokenIdentifier);

    public Task<bool> RemoveAccount(AccountRemoval removal) => _user.RemoveAccount(removal);

    public async Task<UserUpdate?> Watch(UserWatch watch)
    {
        _watchers.Add(watch);
        await _user.LookAgain();
        _emptyActivation.RecordMiss();
        var current = CurrentUpdate();
        lease.Check();
        return watch.Known >= current.Version ? null : current;
    }

    public Task ResubscribeObservers()
    {
        _watchers.Notify(observer => observer.Resubscribe(_user.ExternalId));
        return Task.CompletedTask;
    }

    private async Task<bool> Delete(Func<UserEntity, Task<bool>> delete)
    {
        await _user.LookAgain();
        if (!_user.IsStored)
            DeletedBeforeStored(logger, _user.ExternalId);
        return await delete(_user);
    }

    private UserUpdate CurrentUpdate()
    {
        var stored = _user.Stored;
        return new UserUpdate(stored.ExternalId, stored.State.Version, stored.User);
    }

    [LoggerMessage(
        LogLevel.Warning,
        "A deletion arrived for user {ExternalId}, who was never stored. The deletion is stored, so that a late creation changes nothing.")]
    private static partial void DeletedBeforeStored(ILogger logger, string externalId);
}
