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

    public Task<bool> Upsert(UserSnapshot snapshot) => Save(UserState.Of(snapshot));

    public async Task<User?> Store(UserClaims claims)
    {
        await Save(UserState.Of(claims));
        return _user;
    }

    public async Task<bool> Delete(DateTimeOffset at)
    {
        var known = _user is not null;
        if (!known && _durable.DeletedAt is null)
            DeletedBeforeHeardOf(logger, _externalId);
        await Save(UserState.Deleted(at));
        return known;
    }

    private async Task<bool> Save(UserState change)
    {
        if (IsDurable(change))
            return false;

        _wanted = UserMerge.Join(_wanted, change);
        // The write under way may have started before this change was joined in: then the next one carries it.
        while (!IsDurable(change))
            await (_write ??= Write());
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
