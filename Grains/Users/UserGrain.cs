using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Orleans.Storage;

namespace OrleansUsers.Grains;

/// <summary>Keeps one user. Reads answer what is stored, whatever is being written.</summary>
[GrainType(UserGrain.Type), Reentrant]
internal sealed partial class UserGrain(
    [FromKeyedServices(UserGrain.Storage)] IGrainStorage storage,
    ISiloStatusOracle silos,
    EmptyGrains empty,
    AwaitedUsers awaited,
    ResidentUsers residents,
    ILogger<UserGrain> logger) : Grain, IUserGrain
{
    /// <summary>The name of the storage provider that holds users.</summary>
    public const string Storage = "users";

    private const string Type = "user";

    private string _externalId = "";
    private DurableUser _durable = null!;
    private ResidentUser? _resident;
    private bool _hasLeft;
    private bool _isAwaited;
    private Watchers _watchers = null!;
    private EmptyStay? _stay;

    public static GrainId IdOf(string externalId) => GrainId.Create(Type, GrainKey.Encode(externalId));

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _externalId = GrainKey.Decode(this.GetPrimaryKeyString());
        _durable = new DurableUser(storage, GrainContext.GrainId, _externalId, Announce, GiveUp);
        _watchers = new Watchers(_durable.News, silos, TimeProvider.System);
        awaited.Add(_durable);
        _isAwaited = true;
        try
        {
            await _durable.Load();
        }
        catch
        {
            StopWaiting();
            throw;
        }
        if (_durable.IsStored)
            StopWaiting();
        else
            _stay = new EmptyStay(this, empty, () => !_durable.IsStored && !_durable.IsWriting && !_watchers.Any);
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        LeaveResidents();
        StopWaiting();
        await _durable.Close();
        // The process that ends has sent its own readers home already.
        if (reason.ReasonCode == DeactivationReasonCode.ShuttingDown)
            _watchers.Remove(silos.SiloAddress);
        _watchers.Tell(watcher => watcher.AskAgain(_externalId));
    }

    /// <summary>Keeps the grain in memory as a call would, whatever the thread.</summary>
    public void Stay(TimeSpan time) => GrainContext.Scheduler.QueueAction(() => DelayDeactivation(time));

    public Task<User?> Get()
    {
        NoteCall();
        _stay?.Note();
        return Task.FromResult(_durable.User);
    }

    public Task<bool> IsKnown()
    {
        _stay?.Note();
        return Task.FromResult(_durable.IsStored);
    }

    public Task<TokenHolder?> Holds(string tokenIdentifier) =>
        Task.FromResult(_durable.State.Tokens().Contains(tokenIdentifier) ? new TokenHolder(_externalId, _durable.User) : null);

    public Task<UpsertOutcome> Upsert(UserSnapshot snapshot)
    {
        NoteCall();
        return _durable.Hear(snapshot);
    }

    public async Task<StoreAnswer> Store(UserClaims claims) =>
        await _durable.Hear(claims) == UpsertOutcome.Elsewhere
            ? new StoreAnswer(null, Elsewhere: true)
            : new StoreAnswer(_durable.User);

    public async Task<bool> Delete(DateTimeOffset at)
    {
        var known = _durable.User is not null;
        if (!known && _durable.State.DeletedAt is null)
            DeletedBeforeHeardOf(logger, _externalId);
        await _durable.Save(UserState.Deleted(at));
        return known;
    }

    public async Task<LinkOutcome> Link(string tokenIdentifier)
    {
        if (_durable.User is null)
            return _durable.State.DeletedAt is null ? LinkOutcome.NoUser : LinkOutcome.Deleted;
        if (_durable.State.Tokens().Contains(tokenIdentifier))
            return LinkOutcome.Linked;
        var outcome = await _durable.Save(new UserState { Links = LinkedTokens.Change(_durable.State.Links, tokenIdentifier, link: true) });
        return outcome == UpsertOutcome.Elsewhere ? LinkOutcome.Taken
            : _durable.User is null ? LinkOutcome.Deleted
            : LinkOutcome.Linked;
    }

    public async Task<UnlinkOutcome> Unlink(string tokenIdentifier)
    {
        if (_durable.State.OwnTokens().Contains(tokenIdentifier))
            return UnlinkOutcome.Own;
        if (_durable.User is null || !_durable.State.IsLinked(tokenIdentifier))
            return UnlinkOutcome.NotHeld;
        await _durable.Save(new UserState { Links = LinkedTokens.Change(_durable.State.Links, tokenIdentifier, link: false) });
        return UnlinkOutcome.Unlinked;
    }

    public Task<UserNews?> Watch(UserWatch watch)
    {
        _watchers.Add(watch);
        _stay?.Note();
        return Task.FromResult(_durable.News() is var news && watch.Known >= news.Version ? null : news);
    }

    public Task SignInMoved()
    {
        _watchers.Tell(watcher => watcher.AskAgain(_externalId));
        return Task.CompletedTask;
    }

    // In whatever thread the store answered.
    private void Announce()
    {
        if (_isAwaited && _durable.IsStored)
            StopWaiting();
        if (_watchers.IsNeeded)
            GrainContext.Scheduler.QueueAction(_watchers.Announce);
    }

    private void GiveUp()
    {
        _durable.Close().Ignore();
        GrainContext.Scheduler.QueueAction(() =>
        {
            LeaveResidents();
            DeactivateOnIdle();
        });
    }

    private void StopWaiting()
    {
        _isAwaited = false;
        awaited.Remove(_durable);
    }

    private void NoteCall()
    {
        if (_durable.User is not null && !_hasLeft)
            _resident ??= residents.Enter(_durable, this);
    }

    private void LeaveResidents()
    {
        _hasLeft = true;
        if (_resident is not null)
            residents.Leave(_externalId, _resident);
    }

    [LoggerMessage(LogLevel.Warning, "A deletion arrived for user {ExternalId}, who was never heard of. It is kept, so that a late creation changes nothing.")]
    private static partial void DeletedBeforeHeardOf(ILogger logger, string externalId);
}
