namespace OrleansUsers.Api;

/// <summary>
/// A provider's directory of users, read by its API. All methods throw <see cref="ProviderException"/> when it cannot be read.
/// </summary>
internal interface IDirectory : IDisposable
{
    Provider Provider { get; }

    /// <summary>Counts the requests, and bounds how many are sent.</summary>
    RequestBudget Budget { get; }

    /// <summary>Whether <see cref="FindGone"/> is cheap enough to run by itself.</summary>
    bool HasDeletionLane { get; }

    /// <summary>Reads one user. Null when the provider has answered that there is no such user.</summary>
    Task<PulledUser?> Find(string subject, IRequestOwner owner, CancellationToken cancellationToken);

    /// <summary>Makes a call that needs the key. Returns the id of the key's instance; null when the API does not tell it.</summary>
    Task<string?> TryKey(IRequestOwner owner, CancellationToken cancellationToken);

    /// <summary>Why nothing that the key gives may be stored; null when it is the key of the configured instance.</summary>
    Task<string?> FindMismatch(IRequestOwner owner, CancellationToken cancellationToken);

    /// <summary>Reads and applies all users, from where the run was.</summary>
    Task ReadAll(SyncRunProgress progress, CancellationToken cancellationToken);

    /// <summary>Reads and applies the users that have changed since a position.</summary>
    /// <param name="position">Null at the first time.</param>
    Task<Changes> ReadChanges(string? position, SyncJob job, CancellationToken cancellationToken);

    /// <summary>
    /// Finds users that are stored here and of whom the provider has answered that there is no such user. What it lists on the way, and
    /// is missing here, is applied.
    /// </summary>
    Task<GoneUsers> FindGone(SyncJob job, GoneLimit limit, CancellationToken cancellationToken);
}

/// <summary>The changes that were read.</summary>
/// <param name="Position">From where the next reading goes on.</param>
/// <param name="Applied">What came of them.</param>
internal sealed record Changes(string Position, AppliedUsers Applied);

/// <summary>Users that the provider does not have.</summary>
/// <param name="Gone">Their subjects, with the time at which the provider answered.</param>
/// <param name="Applied">Users that were listed and missing here.</param>
internal sealed record GoneUsers(IReadOnlyList<(string Subject, DateTimeOffset At)> Gone, AppliedUsers Applied);
