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
    private readonly UserInserts _inserts;

    private readonly IMembershipLease _lease;

    internal Users(IGrainFactory grains, LocalUsers local, UserInserts inserts, IMembershipLease lease) =>
        (_grains, _local, _inserts, _lease) = (grains, local, inserts, lease);

    /// <summary>The user as last durably stored; null when it is not stored, or deleted.</summary>
    public ValueTask<User?> Find(string externalId) =>
        _local.Find(externalId) is { } local ? new(local.Read()) : new(_grains.GetUserGrain(externalId).Get());

    /// <summary>The users in the order of the ids, as by <see cref="Find"/>; null for an unusable id, too.</summary>
    public async Task<User?[]> FindMany(IReadOnlyList<string> externalIds, CancellationToken cancellationToken)
    {
        var users = new User?[externalIds.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = MaxCallsOfOneBatch, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, users.Length, options, async (n, _) =>
            users[n] = ExternalId.IsUsable(externalIds[n]) ? await Find(externalIds[n]) : null);
        return users;
    }

    /// <summary>
    /// A local user with its rendered form, which is cached until the user changes. Null when the user is not in this process; it may be
    /// stored all the same.
    /// </summary>
    public RenderedUser? FindLocal(string externalId, Func<User, byte[]> render) => _local.Find(externalId)?.Read(render);

    /// <summary>Applies a snapshot to the user of this id, or to the user that its account is linked to.</summary>
    /// <param name="isNew">Whether the provider reports a creation. The row is then inserted without a read, if possible.</param>
    public async Task<UpsertOutcome> Apply(string externalId, UserSnapshot snapshot, bool isNew)
    {
        // With several issuers the account may be linked by another one's token identifier. For a new user CallOwner looks for that first.
        var mayBeLinked = snapshot.OtherTokenIdentifiers is not null;
        if (_local.Find(externalId) is { } local && (local.IsStored || !mayBeLinked) && local.TryAcquire())
        {
            if (await ApplyAndRelease(local, snapshot) is var outcome and not UpsertOutcome.NotOwner)
                return outcome;
        }
        else if (isNew && !mayBeLinked && await _inserts.TryInsert(externalId, snapshot))
            return UpsertOutcome.Applied;
        return await CallOwner(
            externalId,
            ProviderAccount.Of(snapshot),
            user => user.Upsert(snapshot),
            answer => answer == UpsertOutcome.NotOwner);
    }

    /// <summary>Applies a token's claims to the user of this id, or to the user that its account is linked to.</summary>
    public Task<StoreAnswer> Apply(string externalId, UserClaims claims) =>
        CallOwner(externalId, ProviderAccount.Of(claims), user => user.Store(claims), answer => answer.NotOwner);

    /// <summary>Deletes the user for good, whatever its provider.</summary>
    public Task Delete(string externalId, DateTimeOffset at) => Acknowledge(_grains.GetUserGrain(externalId).Delete(at));

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
