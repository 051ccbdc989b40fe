namespace OrleansUsers.Grains;

/// <summary>
/// Another process that is the home of users. Requests that arrive while it answers others are sent together in the next message.
/// </summary>
/// <remarks>
/// It answers only what it can answer at once. Null is answered for all else, and when it cannot be reached or is of a build without
/// <see cref="IUserRelay"/>: the user's grain has to be called, and Orleans knows where that is. Reads do not wait for writes.
/// </remarks>
internal sealed class OtherHome
{
    // What a snapshot takes besides its metadata.
    private const int SnapshotBytes = 500;

    private readonly IUserRelay _relay;
    private readonly KnownUsers _known;
    private readonly Batcher<KnownRead, KnownUser?> _reads;
    private readonly Batcher<RelayedSnapshot, RelayedOutcome> _snapshots;

    public OtherHome(IUserRelay relay, KnownUsers known)
    {
        (_relay, _known) = (relay, known);
        _reads = new(read => read.ExternalId, Read, sharesAnswers: true);
        _snapshots = new(
            relayed => relayed.ExternalId,
            Apply,
            size: relayed => SnapshotBytes + (relayed.Snapshot.PublicMetadata?.Text.Length ?? 0));
    }

    /// <summary>Reads the user there.</summary>
    public Task<KnownUser?> Find(string externalId) => _reads.Send(new KnownRead(externalId, _known.Find(externalId)));

    /// <summary>Reads users there with one message, and answers in the order of the ids, which must differ.</summary>
    public Task<KnownUser?[]> FindAll(IReadOnlyCollection<string> externalIds) =>
        _reads.SendAll([.. externalIds.Select(id => new KnownRead(id, _known.Find(id)))]);

    /// <summary>Applies a snapshot there. After null it may be stored all the same: repeating it is safe.</summary>
    public async Task<UpsertOutcome?> Apply(string externalId, UserSnapshot snapshot)
    {
        var (outcome, fault) = await _snapshots.Send(new RelayedSnapshot(externalId, snapshot)).ConfigureAwait(false);
        return fault is null ? outcome : throw fault;
    }

    /// <summary>Whether users can be activated there now. False also when it is of a build without a relay.</summary>
    public async Task<bool> CanLoad(string externalId)
    {
        try
        {
            await _relay.TryLoad(externalId).ConfigureAwait(false);
            return true;
        }
        catch (Exception)
        {
            return false;
        }
    }

    private async Task<IReadOnlyList<KnownUser?>> Read(IReadOnlyList<KnownRead> reads)
    {
        var rows = await Call(relay => relay.Read([.. reads.Select(read => new RelayedRead(read.ExternalId, read.Known?.Stamp ?? 0))]))
            .ConfigureAwait(false);
        var users = new KnownUser?[reads.Count];
        for (var i = 0; i < rows?.Length; i++)
            users[i] = Known(reads[i], rows[i]);
        return users;
    }

    private KnownUser? Known(KnownRead read, RelayedRow row)
    {
        if (row.Stamp == 0)
            return null;
        if (row.Stamp == read.Known?.Stamp)
            return read.Known;
        var user = new KnownUser(row.Stamp, row.User);
        _known.Replace(read.ExternalId, user);
        return user;
    }

    private async Task<IReadOnlyList<RelayedOutcome>> Apply(IReadOnlyList<RelayedSnapshot> snapshots) =>
        await Call(relay => relay.Apply([.. snapshots])).ConfigureAwait(false) ?? new RelayedOutcome[snapshots.Count];

    // After a timeout there is no time left to call grains.
    private async Task<T?> Call<T>(Func<IUserRelay, Task<T>> call)
        where T : class
    {
        try
        {
            return await call(_relay).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is not TimeoutException)
        {
            return null;
        }
    }

    private readonly record struct KnownRead(string ExternalId, KnownUser? Known);
}
