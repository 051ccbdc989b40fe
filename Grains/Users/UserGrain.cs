using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Orleans.Storage;

namespace OrleansUsers.Grains;

/// <summary>Keeps one user. Changes that arrive while a write is under way are joined and leave together in the next one.</summary>
[GrainType("user"), Reentrant]
internal sealed partial class UserGrain(
    [PersistentState("user", UserGrain.Storage)] IPersistentState<UserState> stored,
    ILogger<UserGrain> logger) : Grain, IUserGrain
{
    /// <summary>The name of the storage provider that holds users.</summary>
    public const string Storage = "users";

    private const int MaxConflicts = 5;

    private string _externalId = "";
    private UserState _durable = new();
    private UserState _wanted = new();
    private User? _user;
    private Task? _write;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _externalId = GrainKey.Decode(this.GetPrimaryKeyString());
        _wanted = Found();
        return Task.CompletedTask;
    }

    public Task<User?> Get() => Task.FromResult(_user);

    public Task<bool> IsKnown() => Task.FromResult(stored.RecordExists);

    public Task<TokenHolder?> Holds(string tokenIdentifier) =>
        Task.FromResult(_durable.Tokens().Contains(tokenIdentifier) ? new TokenHolder(_externalId, _user) : null);

    public async Task<UpsertOutcome> Upsert(UserSnapshot snapshot)
    {
        var word = _durable.IsLinked(snapshot.TokenIdentifier) ? UserState.OfLinked(snapshot)
            : IsOwn(snapshot.Provider, snapshot.TokenIdentifier) ? UserState.Of(snapshot)
            : null;
        try
        {
            return word is null ? UpsertOutcome.Elsewhere : await Save(word) ? UpsertOutcome.Applied : UpsertOutcome.Unchanged;
        }
        catch (TokenTakenException)
        {
            return UpsertOutcome.Elsewhere;
        }
    }

    public async Task<StoreAnswer> Store(UserClaims claims)
    {
        var word = _durable.IsLinked(claims.TokenIdentifier) ? UserState.OfLinked(claims)
            : IsOwn(claims.Provider, claims.TokenIdentifier) ? UserState.Of(claims)
            : null;
        try
        {
            if (word is null)
                return new StoreAnswer(null, Elsewhere: true);
            await Save(word);
            return new StoreAnswer(_user);
        }
        catch (TokenTakenException)
        {
            return new StoreAnswer(null, Elsewhere: true);
        }
    }

    public async Task<bool> Delete(DateTimeOffset at)
    {
        var known = _user is not null;
        if (!known && _durable.DeletedAt is null)
            DeletedBeforeHeardOf(logger, _externalId);
        await Save(UserState.Deleted(at));
        return known;
    }

    public async Task<LinkOutcome> Link(string tokenIdentifier)
    {
        if (_user is null)
            return _durable.DeletedAt is null ? LinkOutcome.NoUser : LinkOutcome.Deleted;
        if (_durable.Tokens().Contains(tokenIdentifier))
            return LinkOutcome.Linked;
        try
        {
            await Save(new UserState { Links = LinkedTokens.Change(_durable.Links, tokenIdentifier, link: true) });
            return _durable.DeletedAt is null ? LinkOutcome.Linked : LinkOutcome.Deleted;
        }
        catch (TokenTakenException)
        {
            return LinkOutcome.Taken;
        }
    }

    public async Task<UnlinkOutcome> Unlink(string tokenIdentifier)
    {
        if (_durable.OwnTokens().Contains(tokenIdentifier))
            return UnlinkOutcome.Own;
        if (_user is null || !_durable.IsLinked(tokenIdentifier))
            return UnlinkOutcome.NotHeld;
        await Save(new UserState { Links = LinkedTokens.Change(_durable.Links, tokenIdentifier, link: false) });
        return UnlinkOutcome.Unlinked;
    }

    // Ids of two providers can look alike when one of them was set up later: then whoever made the user keeps it.
    private bool IsOwn(string provider, string tokenIdentifier) =>
        TokenIdentifier.TrySplit(tokenIdentifier, out _, out var subject)
        && ExternalId.Of(provider, subject) == _externalId
        && (_durable.Provider() ?? provider) == provider;

    private async Task<bool> Save(UserState change)
    {
        if (IsDurable(change))
            return false;

        // The write under way may have started before this change was joined in: then the next one carries it.
        while (!IsDurable(change))
        {
            _wanted = UserMerge.Join(_wanted, change);
            try
            {
                await (_write ??= Write());
            }
            catch (TokenTakenException taken) when (!change.Tokens().Contains(taken.TokenIdentifier))
            {
                // The write was refused for another caller's change, which is out of the next one.
            }
        }
        return true;
    }

    private bool IsDurable(UserState change) => UserMerge.Join(_durable, change) == _durable;

    private async Task Write()
    {
        try
        {
            for (var conflicts = 0; ; conflicts++)
            {
                try
                {
                    var (state, user) = Numbered(_wanted);
                    stored.State = state;
                    await stored.WriteStateAsync();
                    (_durable, _user) = (state, user);
                    return;
                }
                catch (InconsistentStateException) when (conflicts < MaxConflicts)
                {
                    // Somebody else wrote the row: take theirs in, and try again with both.
                    await stored.ReadStateAsync();
                    _wanted = UserMerge.Join(Found(), _wanted);
                    if (_wanted == _durable)
                        return;
                }
            }
        }
        catch (TokenTakenException)
        {
            // Surely nothing was written. Every caller joins its own change again, but the one that is at fault.
            stored.State = _wanted = _durable;
            throw;
        }
        catch
        {
            // The row may hold the change or not. Only a fresh activation, which reads it, can tell.
            stored.State = _wanted = _durable;
            DeactivateOnIdle();
            throw;
        }
        finally
        {
            _write = null;
        }
    }

    private (UserState State, User? User) Numbered(UserState state)
    {
        var user = UserProfile.Of(state, _externalId);
        var version = _durable.Version + (user.LooksLike(_user) ? 0 : 1);
        return (state with { Version = version }, user is null ? null : user with { Version = version });
    }

    private UserState Found()
    {
        (_durable, _user) = (stored.State, UserProfile.Of(stored.State, _externalId));
        return _durable;
    }

    [LoggerMessage(LogLevel.Warning, "A deletion arrived for user {ExternalId}, who was never heard of. It is kept, so that a late creation changes nothing.")]
    private static partial void DeletedBeforeHeardOf(ILogger logger, string externalId);
}
