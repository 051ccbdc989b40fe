namespace OrleansUsers.Grains;

/// <summary>
/// The one door to users: finds them, applies what providers and tokens say of them, deletes and links them. Whether a user is in this
/// process, is new or is in another process is decided here.
/// </summary>
/// <remarks>
/// Changes answer once they are durable. Every method throws when the store fails or does not answer; the outcome of a change is then
/// unknown, and repeating it is safe. External ids must be usable (<see cref="ExternalId.IsUsable"/>).
/// </remarks>
public sealed partial class Users
{
    // Each may bring a grain into memory, and many batches would bring more at once than the collector keeps up with.
    private const int CallsOfOneBatch = 16;

    private readonly IGrainFactory _grains;
    private readonly LocalUsers _local;
    private readonly UserInserts _inserts;

    internal Users(IGrainFactory grains, LocalUsers local, UserInserts inserts) => (_grains, _local, _inserts) = (grains, local, inserts);

    /// <summary>The user as last durably stored; null when it is not stored, or deleted.</summary>
    public ValueTask<User?> Find(string externalId) =>
        _local.Find(externalId) is { } here ? new(here.Read()) : new(_grains.GetUser(externalId).Get());

    /// <summary>The users in the order asked, as by <see cref="Find"/>; null for an unusable id, too.</summary>
    public async Task<User?[]> FindMany(IReadOnlyList<string> externalIds, CancellationToken cancellationToken)
    {
        var users = new User?[externalIds.Count];
        var few = new ParallelOptions { MaxDegreeOfParallelism = CallsOfOneBatch, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, users.Length, few, async (n, _) =>
            users[n] = ExternalId.IsUsable(externalIds[n]) ? await Find(externalIds[n]) : null);
        return users;
    }

    /// <summary>
    /// The user of this process with what readers make of it, which is kept until the user changes; null when there is none here, which
    /// does not say that there is none.
    /// </summary>
    public RenderedUser? FindHere(string externalId, Func<User, byte[]> render) => _local.Find(externalId)?.Read(render);

    /// <summary>Applies what a provider's directory says: to the user of this id, or to the one its account is linked to.</summary>
    /// <param name="isNew">The provider says that the user is new. Where it is, that saves a read.</param>
    public async Task<UpsertOutcome> Apply(string externalId, UserSnapshot snapshot, bool isNew)
    {
        if (_local.Find(externalId) is { } here && here.TryAcquire())
        {
            if (await ApplyHere(here, snapshot) is var outcome and not UpsertOutcome.NotOwner)
                return outcome;
        }
        else if (isNew && snapshot.OtherTokenIdentifiers is null && await _inserts.TryInsert(externalId, snapshot))
            return UpsertOutcome.Applied;
        return await CallOwner(
            externalId,
            Identity.Of(snapshot),
            user => user.Upsert(snapshot),
            answer => answer == UpsertOutcome.NotOwner);
    }

    /// <summary>Applies what a token says: to the user of this id, or to the one its account is linked to.</summary>
    public Task<StoreAnswer> Apply(string externalId, UserClaims claims) =>
        CallOwner(externalId, Identity.Of(claims), user => user.Store(claims), answer => answer.NotOwner);

    /// <summary>Deletes the user for good, whatever made it.</summary>
    public Task Delete(string externalId, DateTimeOffset at) => _grains.GetUser(externalId).Delete(at);

    private static async Task<UpsertOutcome> ApplyHere(UserEntity user, UserSnapshot snapshot)
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
