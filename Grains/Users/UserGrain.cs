using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Orleans.Storage;

namespace OrleansUsers.Grains;

/// <summary>Keeps one user. Reads answer what is stored, whatever is being written.</summary>
[GrainType("user"), Reentrant]
internal sealed partial class UserGrain(
    [PersistentState("user", UserGrain.Storage)] IPersistentState<UserState> stored,
    ISiloStatusOracle silos,
    EmptyGrains empty,
    ResidentUsers residents,
    ILogger<UserGrain> logger) : Grain, IUserGrain
{
    /// <summary>The name of the storage provider that holds users.</summary>
    public const string Storage = "users";

    private string _externalId = "";
    private DurableUser _durable = null!;
    private ResidentUser? _resident;
    private bool _hasLeft;
    private Watchers _watchers = null!;
    private EmptyStay? _stay;
    private UserSnapshot? _madeOf;

    /// <summary>The user as last durably stored, for whoever asks in whatever thread.</summary>
    public User? Stored => _durable.User;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _externalId = GrainKey.Decode(this.GetPrimaryKeyString());
        if (Creation.Take() is { } snapshot)
            await Create(snapshot);
        _watchers = new Watchers(News, silos, TimeProvider.System);
        _durable = new DurableUser(stored, _externalId, _watchers.Announce, GiveUp);
        if (!stored.RecordExists)
            _stay = new EmptyStay(this, empty, () => !stored.RecordExists && !_durable.IsWriting && !_watchers.Any);
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        LeaveResidents();
        // Orleans has waited for its own calls, and knows nothing of those without a message.
        await _durable.Settle();
        // The process that ends has sent its own readers home already.
        if (reason.ReasonCode == DeactivationReasonCode.ShuttingDown)
            _watchers.Remove(silos.SiloAddress);
        _watchers.Tell(watcher => watcher.AskAgain(_externalId));
    }

    public Task<User?> Get()
    {
        NoteCall();
        _stay?.Note();
        return Task.FromResult(_durable.User);
    }

    public Task<bool> IsKnown()
    {
        _stay?.Note();
        return Task.FromResult(stored.RecordExists);
    }

    public Task<TokenHolder?> Holds(string tokenIdentifier) =>
        Task.FromResult(_durable.State.Tokens().Contains(tokenIdentifier) ? new TokenHolder(_externalId, _durable.User) : null);

    public Task<UpsertOutcome> Upsert(UserSnapshot snapshot)
    {
        Creation.Take();
        if (WasMadeOf(snapshot))
            return Task.FromResult(UpsertOutcome.Applied);
        NoteCall();
        return Hear(snapshot);
    }

    /// <summary>The same in a turn without a call; null when the grain was about to leave, and whoever comes next has to be asked.</summary>
    public async Task<UpsertOutcome?> UpsertHere(UserSnapshot snapshot) => _hasLeft ? null : await Hear(snapshot);

    public async Task<StoreAnswer> Store(UserClaims claims) =>
        await Hear(claims.Provider, claims.TokenIdentifier, claims, UserState.Of, UserState.OfLinked) is null
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
        try
        {
            await _durable.Save(new UserState { Links = LinkedTokens.Change(_durable.State.Links, tokenIdentifier, link: true) });
            return _durable.User is null ? LinkOutcome.Deleted : LinkOutcome.Linked;
        }
        catch (TokenTakenException)
        {
            return LinkOutcome.Taken;
        }
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
        return Task.FromResult(watch.Known >= _durable.State.Version ? null : News());
    }

    public Task SignInMoved()
    {
        _watchers.Tell(watcher => watcher.AskAgain(_externalId));
        return Task.CompletedTask;
    }

    /// <summary>Stores the user, of whom nothing was read; reads the row where there is one already.</summary>
    private async Task Create(UserSnapshot snapshot)
    {
        try
        {
            if (IsOwn(snapshot.Provider, snapshot.TokenIdentifier, of: null))
            {
                stored.State = UserState.Of(snapshot) with { Version = 1 };
                await stored.WriteStateAsync();
                _madeOf = snapshot;
                return;
            }
        }
        catch (Exception known) when (known is InconsistentStateException or TokenTakenException)
        {
            // There is a row, or somebody else holds the sign-in.
        }
        await stored.ReadStateAsync();
    }

    private bool WasMadeOf(UserSnapshot snapshot)
    {
        var madeOf = _madeOf;
        _madeOf = null;
        return madeOf is not null && madeOf == snapshot;
    }

    private void GiveUp()
    {
        LeaveResidents();
        DeactivateOnIdle();
    }

    private void NoteCall()
    {
        if (_durable.User is not null && !_hasLeft)
            (_resident ??= residents.Enter(_externalId, this)).Called();
    }

    private void LeaveResidents()
    {
        _hasLeft = true;
        if (_resident is not null)
            residents.Leave(_externalId, _resident);
    }

    private UserNews News() => new(_externalId, _durable.State.Version, _durable.User);

    private async Task<UpsertOutcome> Hear(UserSnapshot snapshot) =>
        await Hear(snapshot.Provider, snapshot.TokenIdentifier, snapshot, UserState.Of, UserState.OfLinked) switch
        {
            null => UpsertOutcome.Elsewhere,
            true => UpsertOutcome.Applied,
            false => UpsertOutcome.Unchanged,
        };

    /// <summary>Whether what was said changed anything; null when its sign-in is not this user's.</summary>
    private async Task<bool?> Hear<T>(string provider, string tokenIdentifier, T said, Func<T, UserState> own, Func<T, UserState> linked)
    {
        try
        {
            return _durable.State.IsLinked(tokenIdentifier) ? await _durable.Save(linked(said))
                : IsOwn(provider, tokenIdentifier, _durable.State.Provider()) ? await _durable.Save(own(said))
                : null;
        }
        catch (TokenTakenException)
        {
            return null;
        }
    }

    // Ids of two providers can look alike when one of them was set up later: then whoever made the user keeps it.
    private bool IsOwn(string provider, string tokenIdentifier, string? of) =>
        TokenIdentifier.TrySplit(tokenIdentifier, out _, out var subject)
        && ExternalId.Of(provider, subject) == _externalId
        && (of ?? provider) == provider;

    [LoggerMessage(LogLevel.Warning, "A deletion arrived for user {ExternalId}, who was never heard of. It is kept, so that a late creation changes nothing.")]
    private static partial void DeletedBeforeHeardOf(ILogger logger, string externalId);
}
