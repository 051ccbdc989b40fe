using OrleansUsers.Grains;

namespace OrleansUsers.Silo;

/// <summary>What a search asks the index for.</summary>
internal sealed class SearchTerms
{
    // More than a person types. Each costs time in the database.
    private const int MaxParts = 8;

    public SearchTerms(string text)
    {
        Parts = SearchWords.Parts(text);
        Beginnings = [.. Parts.Take(MaxParts).Select(SearchWords.Cut).Distinct(StringComparer.Ordinal)];
        IsExact = Parts.Count <= MaxParts && Parts.All(part => part.Length <= SearchWords.MaxLength);
        Ids = text.Trim() is var trimmed && trimmed == text ? [text] : [text, trimmed];
        References = [.. Ids.Select(SearchWords.OfId)];
        var length = Beginnings.Count == 0 ? 0 : Math.Min(Beginnings[0].Length, 3);
        Narrow = [.. Beginnings.Where(beginning => beginning.Length >= length)];
    }

    /// <summary>All parts of the search.</summary>
    public IReadOnlyList<string> Parts { get; }

    /// <summary>The beginnings that entries of the index must have. There may be none.</summary>
    public IReadOnlyList<string> Beginnings { get; }

    /// <summary>
    /// Those of the beginnings that few users are expected to have: of at least three characters if there are such. The index merges all
    /// entries of a beginning, and "a" has very many.
    /// </summary>
    public IReadOnlyList<string> Narrow { get; }

    /// <summary>Whether every user whose words have all beginnings matches. Else the parts have to be compared with the user.</summary>
    public bool IsExact { get; }

    /// <summary>What may be a whole id or token identifier.</summary>
    public IReadOnlyList<string> Ids { get; }

    /// <summary>The entries of what may be a whole reference id.</summary>
    public IReadOnlyList<string> References { get; }
}
