using Orleans.Services;

namespace OrleansUsers.Grains;

/// <summary>
/// Answers other processes for users whose home this process is, many of them with one message. It serves only what it can serve from
/// memory: for all else it answers that the user's grain has to be called. Each process has one.
/// </summary>
[GrainInterfaceType("relay"), Alias("IUserRelay")]
internal interface IUserRelay : IGrainService
{
    /// <summary>Reads users. Answers in the order of the requests.</summary>
    [Alias("Read")]
    Task<RelayedRow[]> Read(RelayedRead[] reads);

    /// <summary>Applies snapshots. Answers in the order of the requests, once all are durable.</summary>
    [Alias("Apply")]
    Task<RelayedOutcome[]> Apply(RelayedSnapshot[] snapshots);

    /// <summary>Reads a row, to see whether users can be activated here now. Throws when they cannot.</summary>
    [Alias("TryLoad")]
    Task TryLoad(string externalId);
}

/// <summary>A read of one user.</summary>
/// <param name="Known">The <see cref="StoredUser.Stamp"/> of the row that the caller has already; 0 for none.</param>
[GenerateSerializer, Immutable, Alias("RelayedRead")]
internal readonly record struct RelayedRead([property: Id(0)] string ExternalId, [property: Id(1)] long Known);

/// <summary>The answer to a read.</summary>
/// <param name="Stamp">The <see cref="StoredUser.Stamp"/> of the row; 0 when the user's grain has to be called.</param>
/// <param name="User">The user; null when the caller knows this row, and for a user who is not stored.</param>
[GenerateSerializer, Immutable, Alias("RelayedRow")]
internal readonly record struct RelayedRow([property: Id(0)] long Stamp, [property: Id(1)] User? User);

/// <summary>A snapshot for one user.</summary>
[GenerateSerializer, Immutable, Alias("RelayedSnapshot")]
internal readonly record struct RelayedSnapshot([property: Id(0)] string ExternalId, [property: Id(1)] UserSnapshot Snapshot);

/// <summary>The outcome of applying a snapshot.</summary>
/// <param name="Outcome">Null when the user's grain has to be called.</param>
/// <param name="Fault">Why it failed; null when it did not.</param>
[GenerateSerializer, Immutable, Alias("RelayedOutcome")]
internal readonly record struct RelayedOutcome([property: Id(0)] UpsertOutcome? Outcome, [property: Id(1)] Exception? Fault)
{
    public static async Task<RelayedOutcome> Of(Task<UpsertOutcome?> applying)
    {
        try
        {
            return new RelayedOutcome(await applying.ConfigureAwait(false), Fault: null);
        }
        catch (Exception fault)
        {
            return new RelayedOutcome(Outcome: null, fault);
        }
    }
}
