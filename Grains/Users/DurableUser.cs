using Orleans.Storage;

namespace OrleansUsers.Grains;

/// <summary>A user's state as it is stored, and its changes on their way there: those that arrive while a write is under way are joined and leave together in the next.</summary>
/// <remarks>
/// Any thread may change it, in the grain's turn or not: a join needs no turn, and whoever waits for the store holds no thread.
/// It calls the storage provider itself, as Orleans' <see cref="IPersistentState{TState}"/> is for the grain's turns alone.
/// </remarks>
/// <param name="changed">Called when something else is stored than before, whatever the thread; has to be quick.</param>
/// <param name="giveUp">Drops the activation: called when nobody knows what is stored, whatever the thread.</param>
internal sealed class DurableUser(IGrainStorage storage, GrainId grainId, string externalId, Action changed, Action giveUp)
{
    /// <summary>What the storage provider knows the state as.</summary>
    public const string StateName = "user";

    private const int MaxConflicts = 5;

    // Only who reads or writes touches it; the lock on it guards all else.
    private readonly GrainState<UserState> _row = new(new UserState());

    private UserState _state = new();
    private UserState _wanted = new();
    private volatile User? _user;
    private TaskCompletionSource? _write;
    private TaskCompletionSource? _settled;
    private int _guests;
    private bool _isClosed;

    public string ExternalId => externalId;

    /// <summary>What is stored.</summary>
    public UserState State
    {
        get
        {
            lock (_row)
                return _state;
        }
    }

    /// <summary>What readers see of it.</summary>
    public User? User => _user;

    /// <summary>Whether there is a row.</summary>
    public bool IsStored => _row.RecordExists;

    public bool IsWriting => Volatile.Read(ref _write) is not null;

    public UserNews News()
    {
        lock (_row)
            return new UserNews(externalId, _state.Version, _user);
    }

    /// <summary>Reads what is stored. To be called once, before all else.</summary>
    public async Task Load()
    {
        _state = _wanted = await Read().ConfigureAwait(false);
        _user = UserProfile.Of(_state, externalId);
    }

    /// <summary>Whether somebody who does not call the grain may change the user now. Then it stays here until <see cref="Leave"/>.</summary>
    public bool Enter()
    {
        lock (_row)
        {
            if (!_isClosed)
                _guests++;
            return !_isClosed;
        }
    }

    /// <summary>Ends what <see cref="Enter"/> began.</summary>
    public void Leave()
    {
        lock (_row)
        {
            if (--_guests == 0)
                _settled?.SetResult();
        }
    }

    /// <summary>Lets nobody enter any more, and answers when all have left. Orleans waits for its own calls, and knows nothing of others.</summary>
    public Task Close()
    {
        lock (_row)
        {
            _isClosed = true;
            if (_guests > 0)
                _settled ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            return _settled?.Task ?? Task.CompletedTask;
        }
    }

    /// <summary>Answers once the change is stored, or that it changes nothing; or elsewhere: another user holds a sign-in that it claims, and nothing of it is stored.</summary>
    public async Task<UpsertOutcome> Save(UserState change)
    {
        // The write under way may have started before this change was joined in: then the next one carries it.
        for (var outcome = UpsertOutcome.Unchanged; ; outcome = UpsertOutcome.Applied)
        {
            TaskCompletionSource write;
            bool isMine;
            lock (_row)
            {
                var joined = UserMerge.Join(_state, change);
                if (joined == _state)
                    return outcome;
                _wanted = ReferenceEquals(_wanted, _state) ? joined : UserMerge.Join(_wanted, change);
                isMine = _write is null;
                write = _write ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            }
            try
            {
                if (isMine)
                {
                    await Write(write).ConfigureAwait(false);
                    return UpsertOutcome.Applied;
                }
                await write.Task.ConfigureAwait(false);
            }
            catch (TokenTakenException taken)
            {
                // Else it was refused for another caller's change, which is out of the next one.
                if (change.Tokens().Contains(taken.TokenIdentifier))
                    return UpsertOutcome.Elsewhere;
            }
        }
    }

    private async Task Write(TaskCompletionSource written)
    {
        try
        {
            for (var conflicts = 0; ; conflicts++)
            {
                var (wanted, state, user) = Numbered();
                try
                {
                    _row.State = state;
                    await storage.WriteStateAsync(StateName, grainId, _row).ConfigureAwait(false);
                    Keep(state, user, sent: wanted);
                    break;
                }
                catch (InconsistentStateException) when (conflicts < MaxConflicts)
                {
                    // Somebody else wrote the row: take theirs in, and try again with both.
                    state = await Read().ConfigureAwait(false);
                    if (Keep(state, UserProfile.Of(state, externalId), sent: null))
                        break;
                }
            }
        }
        catch (Exception failed)
        {
            Forget();
            // Of a change whose sign-in is taken surely nothing was written, and every other caller joins its own again. Else the row may hold the change or
            // not: only a fresh activation, which reads it, can tell.
            if (failed is not TokenTakenException)
                giveUp();
            written.SetException(failed);
            _ = written.Task.Exception;
            throw;
        }
        written.SetResult();
    }

    private async Task<UserState> Read()
    {
        await storage.ReadStateAsync(StateName, grainId, _row).ConfigureAwait(false);
        return _row.State!;
    }

    private (UserState Wanted, UserState State, User? User) Numbered()
    {
        UserState stored, wanted;
        lock (_row)
            (stored, wanted) = (_state, _wanted);
        var state = wanted with { Version = stored.Version + 1 };
        var user = UserProfile.Of(state, externalId);
        return user.LooksLike(_user)
            ? (wanted, state with { Version = stored.Version }, user is null ? null : user with { Version = stored.Version })
            : (wanted, state, user);
    }

    /// <summary>Takes what is stored now. Whether the write under way is done with it.</summary>
    /// <param name="sent">What was written; null when it was read.</param>
    private bool Keep(UserState state, User? user, UserState? sent)
    {
        lock (_row)
        {
            (_state, _user) = (state, user);
            var rest = ReferenceEquals(_wanted, sent) ? state : UserMerge.Join(state, _wanted);
            _wanted = rest == state ? state : rest;
            var isDone = sent is not null || ReferenceEquals(_wanted, state);
            if (isDone)
                _write = null;
            changed();
            return isDone;
        }
    }

    private void Forget()
    {
        lock (_row)
            (_wanted, _write) = (_state, null);
    }
}
