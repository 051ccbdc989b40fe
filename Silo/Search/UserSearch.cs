using System.Text;
using OrleansUsers.Grains;

namespace OrleansUsers.Silo;

/// <summary>Searches in the index, once it has all that is committed.</summary>
internal sealed class UserSearch(ISearchTable table, SearchIndex index) : IUserSearch
{
    // Long or many parts are cut for the index, and then more users may have their beginnings.
    private const int MaxCandidates = 200;

    private static readonly Comparer<string> ByBytes =
        Comparer<string>.Create((one, other) => Encoding.UTF8.GetBytes(one).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(other)));

    public async Task<UserPage<string>> Find(UserSearchQuery query, CancellationToken cancellationToken)
    {
        await index.CatchUp(cancellationToken);
        var (terms, range) = (new SearchTerms(query.Text), query.Range);
        var byIds = await table.FindByIds(terms, range, cancellationToken);
        var byWords = terms.IsExact
            ? await table.FindByWords(terms, range, cancellationToken)
            : await FindLong(terms, range, cancellationToken);
        IReadOnlyList<string> found = byIds.Count == 0 ? byWords : [.. byIds.Union(byWords).Order(ByBytes).Take(range.Limit + 1)];
        return UserPage.Of(found, range.Limit);
    }

    /// <summary>Compares the whole parts with those that the index finds by their beginnings.</summary>
    private async Task<List<string>> FindLong(SearchTerms terms, UserRange range, CancellationToken cancellationToken)
    {
        var (found, candidates) = (new List<string>(), range with { Limit = MaxCandidates });
        while (true)
        {
            var page = UserPage.Of(await table.FindByWords(terms, candidates, cancellationToken), MaxCandidates);
            var rows = await table.ReadRows(page.Items, cancellationToken);
            var matching = rows.Where(row => SearchWords.Match(terms.Parts, row.Name, row.Username, row.Email))
                .Select(row => row.ExternalId).ToHashSet(StringComparer.Ordinal);
            found.AddRange(page.Items.Where(matching.Contains));
            if (!page.HasMore || found.Count > range.Limit)
                return found;
            candidates = candidates with { After = page.Items[^1] };
        }
    }
}
