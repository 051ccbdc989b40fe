namespace OrleansUsers.Grains;

/// <summary>Lists the living users of one provider: those whose external ids are made of its subjects.</summary>
/// <remarks>Every method throws when the database fails or does not answer in time.</remarks>
public interface IUserList
{
    /// <summary>How many there are.</summary>
    Task<long> Count(string provider, CancellationToken cancellationToken);

    /// <summary>When each of them was created at the provider, in milliseconds since 1970, sorted.</summary>
    Task<long[]> ReadCreationTimes(string provider, CancellationToken cancellationToken);

    /// <summary>The external ids of those created from one time up to, but not including, another one, sorted.</summary>
    Task<IReadOnlyList<string>> ReadCreated(string provider, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken);

    /// <summary>The first external ids after one, in ordinal order; an empty text for the beginning.</summary>
    Task<IReadOnlyList<string>> ReadAfter(string provider, string after, int limit, CancellationToken cancellationToken);
}
