using Orleans.Storage;

namespace OrleansUsers.Grains;

/// <summary>A user's state as it is stored, and its changes on their way there: those that arrive while a write is under way are joined and leave together in the next.</summary>
/// <param name="changed">Called when something else is stored than before.</param>
/// <param name="giveUp">Drops the activation: called when nobody knows what is stored.</param>
internal sealed class DurableUser(IPersistentState<UserState> stored, string externalId, Action changed, Action giveUp)
{
    private const int MaxConflicts = 5;

    private UserState _wanted = stored.State;
    private Task? _write;
    private volatile User? _user = UserProfile.Of(stored.State, externalId);

    /// <summary>What is stored.</summary>
    public UserState State { get; private set; } = stored.State;

    public bool IsWriting => _write is not null;

    /// <summary>What readers see of it, in whatever thread they are.</summary>
    public User? User => _user;

    /// <summary>Answers once the change is stored. False when it changes nothing.</summary>
    /// <exception cref="TokenTakenException">Another user holds a sign-in that the change claims. Nothing of it is stored.</exception>
    public async Task<bool> Save(UserState change)
    {
        var isChanged = false;
        // The write under way may have started before this change was joined in: then the next one carries it.
        while (!Holds(change))
        {
            isChanged = true;
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
        return isChanged;
    }

    /// <summary>Waits until nothing is on its way to the store.</summary>
    public async Task Settle()
    {
        while (_write is { IsCompleted: false } write)
            await write.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    private bool Holds(UserState change) => UserMerge.Join(State, change) == State;

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
                    Keep(state, user);
                    return;
                }
                catch (InconsistentStateException) when (conflicts < MaxConflicts)
                {
                    // Somebody else wrote the row: take theirs in, and try again with both.
                    await stored.ReadStateAsync();
                    Keep(stored.State, UserProfile.Of(stored.State, externalId));
                    _wanted = UserMerge.Join(State, _wanted);
                    if (_wanted == State)
                        return;
                }
            }
        }
        catch (TokenTakenException)
        {
            // Surely nothing was written. Every caller joins its own change again, but the one that is at fault.
            stored.State = _wanted = State;
            throw;
        }
        catch
        {
            // The row may hold the change or not. Only a fresh activation, which reads it, can tell.
            stored.State = _wanted = State;
            giveUp();
            throw;
        }
        finally
        {
            _write = null;
        }
    }

    private void Keep(UserState state, User? user)
    {
        (State, _user) = (state, user);
        changed();
    }

    private (UserState State, User? User) Numbered(UserState state)
    {
        var user = UserProfile.Of(state, externalId);
        var version = State.Version + (user.LooksLike(User) ? 0 : 1);
        return (state with { Version = version }, user is null ? null : user with { Version = version });
    }
}
