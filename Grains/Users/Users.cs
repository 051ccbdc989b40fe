using System.Collections.Concurrent;

namespace OrleansUsers.Grains;

/// <summary>
/// All other code reaches users through this class: it finds, changes, deletes and links them. For each call it decides whether to use the
/// entity in this process, to insert a new user, or to call the user's grain.
/// </summary>
/// <remarks>
/// Changes answer once they are durable. Every method throws when the store fails or does not answer. The outcome of a change is then
/// unknown, and repeating it is safe. External ids must be usable (<see cref="ExternalId.IsUsable"/>).
/// </remarks>
public sealed partial class Users
{
    // Each call may activate a grain. Without a limit, many batches at once allocate faster than the garbage collector frees.
    private const int MaxCallsOfOneBatch = 16;

    private readonly IGrainFactory _grains;
    private readonly LocalUsers _local;
    private readonly UserHomes _homes;
    private readonly UserInserts _inserts;
    private readonly IUserStore _store;
    private readonly IMembershipLease _lease;

    internal Users(
        IGrainFactory grains, LocalUsers local, UserHomes homes, UserInserts inserts, IUserStore store, IMembershipLease lease) =>
        (_grains, _local, _homes, _inserts, _store, _lease) = (grains, local, homes, inserts, store, lease);

    /// <summary>The user as last durably stored; null when it is not stored, or deleted.</summary>
    public ValueTask<User?> Find(string externalId)
    {
        if (_local.FindStored(externalId) is { } local)
            return new(local.Read());
        return new(_homes.Elsewhere(externalId) is { } home ? FindAt(home) : _grains.GetUserGrain(externalId).Get());

        async Task<User?> FindAt(OtherHome other) =>
            await other.Find(externalId) is { } known ? known.User : await _grains.GetUserGrain(externalId).Get();
    }

    /// <summary>
    /// The users in the order of the ids, as by <see cref="Find"/>; null for an unusable id, too. Each other process is asked once for all
    /// of its users.
    /// </summary>
    public async Task<User?[]> FindMany(IReadOnlyList<string> externalIds, CancellationToken cancellationToken)
    {
        var found = new ConcurrentDictionary<string, User?>(StringComparer.Ordinal);
        var elsewhere = new List<(OtherHome Home, string Id)>();
        var missing = new ConcurrentBag<string>();
        foreach (var id in externalIds.Where(ExternalId.IsUsable).Distinct())
        {
            if (_local.FindStored(id) is { } local)
                found[id] = local.Read();
            else if (_homes.Elsewhere(id) is { } home)
                elsewhere.Add((home, id));
            else
                missing.Add(id);
        }
        await Task.WhenAll(elsewhere.GroupBy(asked => asked.Home, asked => asked.Id).Select(async asked =>
        {
            foreach (var (id, known) in asked.Zip(await asked.Key.FindAll([.. asked])))
            {
                if (known is null)
                    missing.Add(id);
                else
                    found[id] = known.User;
            }
        }));
        var options = new ParallelOptions { MaxDegreeOfParallelism = MaxCallsOfOneBatch, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(missing, options, async (id, _) => found[id] = await _grains.GetUserGrain(id).Get());
        return [.. externalIds.Select(id => id is null ? null : found.GetValueOrDefault(id))];
    }

    /// <summary>
    /// A user with its rendered form, which is cached until the user changes. Null when the user is neither in the memory of this process
    /// nor in that of its home; it may be stored all the same.
    /// </summary>
    public ValueTask<RenderedUser?> FindInMemory(string externalId, Func<User, byte[]> render)
    {
        if (_local.FindStored(externalId) is { } local)
            return new(local.Read(render));
        return _homes.Elsewhere(externalId) is { } home ? new(FindAt(home)) : default;

        async Task<RenderedUser?> FindAt(OtherHome other) => (await other.Find(externalId).ConfigureAwait(false))?.Render(render);
    }

    /// <summary>Applies a snapshot to the user of this id, or to the user that its account is linked to.</summary>
    /// <param name="isNew">Whether the provider reports a creation. The row is then inserted without a read, if possible.</param>
    public async Task<UpsertOutcome> Apply(string externalId, UserSnapshot snapshot, bool isNew)
    {
        var outcome = await TryApplyHere(externalId, snapshot);
        if (outcome is null && isNew && await TryInsert(externalId, snapshot))
            outcome = UpsertOutcome.Applied;
        if (outcome is null && _homes.Elsewhere(externalId) is { } home && !_local.Contains(externalId))
            outcome = await home.Apply(externalId, snapshot);
        if (outcome is { } known and not UpsertOutcome.NotOwner)
        {
            _lease.Check();
            return known;
        }
        return await CallOwner(
            externalId,
            ProviderAccount.Of(snapshot),
            user => user.Upsert(snapshot),
            answer => answer == UpsertOutcome.NotOwner);
    }

    /// <summary>Applies a snapshot to a user in the memory of this process; null when that is not possible.</summary>
    internal async Task<UpsertOutcome?> TryApplyHere(string externalId, UserSnapshot snapshot) =>
        _local.Find(externalId) is { } local && (local.IsStored || !MayBeLinked(snapshot)) && local.TryAcquire()
            ? await ApplyAndRelease(local, snapshot)
            : null;

    private async Task<bool> TryInsert(string externalId, UserSnapshot snapshot) =>
        !MayBeLinked(snapshot) && await _inserts.TryInsert(externalId, snapshot);

    // With several issuers the account may be linked by another one's token identifier. For a new user CallOwner looks for that first.
    private static bool MayBeLinked(UserSnapshot snapshot) => snapshot.OtherTokenIdentifiers is not null;

    /// <summary>Applies a token's claims to the user of this id, or to the user that its account is linked to.</summary>
    public Task<StoreAnswer> Apply(string externalId, UserClaims claims) =>
        CallOwner(externalId, ProviderAccount.Of(claims), user => user.Store(claims), answer => answer.NotOwner);

    // A process that was declared dead acknowledges nothing, not even what another process has stored.
    private async Task<T> Acknowledge<T>(Task<T> change)
    {
        var outcome = await change;
        _lease.Check();
        return outcome;
    }

    private static async Task<UpsertOutcome> ApplyAndRelease(UserEntity user, UserSnapshot snapshot)
    {
        try
        {
            return await user.Apply(snapshot).ConfigureAwait(false);
        }
        finally
        {
            user.Release();
        }
    }
}
