using OrleansUsers.Grains;

namespace OrleansUsers.Silo;

/// <summary>The search index in one database: the words of all living users, and how far they follow the journal of changes.</summary>
/// <remarks>Every method throws when the database fails or does not answer in time. Repeating a call is safe.</remarks>
internal interface ISearchTable
{
    /// <summary>How many users one step of an indexer writes. Writes of users may have to wait for it.</summary>
    int MaxStep { get; }

    Task<SearchState> ReadState(CancellationToken cancellationToken);

    /// <summary>What is to be indexed of those of these users who are living.</summary>
    Task<IReadOnlyList<SearchRow>> ReadRows(IReadOnlyList<string> externalIds, CancellationToken cancellationToken);

    /// <summary>What is to be indexed of the first living users after an external id.</summary>
    Task<IReadOnlyList<SearchRow>> ReadRowsAfter(string after, int limit, CancellationToken cancellationToken);

    /// <summary>The external ids in the index that are greater than one, up to another one; null for the end.</summary>
    Task<IReadOnlyList<string>> ReadIndexed(string after, string? upTo, CancellationToken cancellationToken);

    /// <summary>Moves the state and writes and removes words, in one commit. False when the state is not as it was read.</summary>
    Task<bool> Write(
        SearchState from,
        SearchState to,
        IReadOnlyList<SearchEntry> written,
        IReadOnlyList<string> removed,
        CancellationToken cancellationToken);

    /// <summary>How many users are not filled yet, or how many changes are not indexed yet, about.</summary>
    Task<long> CountBehind(SearchState state, CancellationToken cancellationToken);

    /// <summary>The living users of the range one of whose whole ids is asked for, in any order. They are few.</summary>
    Task<IReadOnlyList<string>> FindByIds(SearchTerms terms, UserRange range, CancellationToken cancellationToken);

    /// <summary>
    /// The users of the range whose entries have all beginnings, in the order of their UTF-8 bytes. One more than the limit at most. There
    /// must be a beginning.
    /// </summary>
    Task<IReadOnlyList<string>> FindByWords(SearchTerms terms, UserRange range, CancellationToken cancellationToken);
}

/// <summary>How far the search index follows the changes of users.</summary>
/// <param name="Format">The rules by which its words were made; 0 before the first filling.</param>
/// <param name="Position">The last entry of the journal that is indexed, once the index is filled.</param>
/// <param name="FilledUpTo">While the index is filled from the users: the last external id that was. Null when it is filled.</param>
internal sealed record SearchState(int Format, long Position, string? FilledUpTo)
{
    /// <summary>Whether all is indexed that is in the journal up to this position.</summary>
    public bool Has(long position) => Format == SearchWords.Format && FilledUpTo is null && Position >= position;
}

/// <summary>What a living user is found by.</summary>
internal sealed record SearchRow(string ExternalId, string? Name, string? Username, string? Email, string? ReferenceId)
{
    public SearchEntry ToEntry()
    {
        var words = SearchWords.Of(Name, Username, Email);
        return new(ExternalId, ReferenceId is null ? words : [.. words, SearchWords.OfId(ReferenceId)]);
    }
}

/// <summary>The words of one user in the index.</summary>
internal sealed record SearchEntry(string ExternalId, string[] Words);
