using OrleansUsers.Grains;

namespace OrleansUsers.Silo.Tests;

/// <content>Large tables, and how the index is filled and follows.</content>
public abstract partial class UserSearchContractTests
{
    [Fact]
    public async Task Each_search_gets_its_pages_by_id_whatever_way_they_are_found()
    {
        // More rows than the first walk looks at. The names are common in one part of them, rare in the other.
        var ids = Enumerable.Range(0, 5_000).Select(n => $"{(n % 5 == 0 ? "auth0|" : "user_")}{n:D4}").ToArray();
        await ManyAsync(ids, n => n switch { < 2500 => "common", _ when n % 100 == 0 => "rare seldom", _ => "other" });
        await WalksAsync("common", null, ids.Where((_, n) => n < 2500));
        await WalksAsync("com", "clerk", ids.Where((id, n) => n < 2500 && id.StartsWith("user_", StringComparison.Ordinal)));
        await WalksAsync("rare", null, ids.Where((_, n) => n >= 2500 && n % 100 == 0));
        await WalksAsync("s rar", "auth0", ids.Where((_, n) => n >= 2500 && n % 100 == 0));
        await WalksAsync("other", "auth0", ids.Where((_, n) => n >= 2500 && n % 100 != 0 && n % 5 == 0));
        await WalksAsync("nobody", null, []);

        async Task WalksAsync(string text, string? provider, IEnumerable<string> expected)
        {
            var (found, search, after) = (new List<string>(), new UserSearch(Words, Index), "");
            for (var hasMore = true; hasMore;)
            {
                var page = await search.Find(new UserSearchQuery(text, new UserRange(provider, after, 300)), Stop);
                found.AddRange(page.Items);
                (hasMore, after) = (page.HasMore, page.Items.LastOrDefault(""));
            }
            Assert.Equal(expected.Order(StringComparer.Ordinal), found);
        }
    }

    [Fact]
    public async Task An_index_that_has_missed_changes_is_filled_anew()
    {
        await Write(Row("1", "Ada"), Row("2", "Ada"));
        Assert.Equal(["1", "2"], await Find("ada"));
        await Write(Deleted("1", 2), Row("2", "Eve", revision: 2), Row("3", "Ada"));
        // As if the journal had outgrown its limit.
        var last = (await Journal.ReadRange(Stop)).Last;
        await ExecuteAsync($"update change_numbering set removed = {last}");
        await ExecuteAsync(Database is SqliteFile ? "delete from user_changes" : "delete from change_positions");
        Assert.Equal(["3"], await Find("ada"));
        Assert.Equal(["2"], await Find("eve"));
    }

    [Fact]
    public async Task Several_indexers_at_once_lose_no_change()
    {
        var writing = Task.Run(async () =>
        {
            for (var n = 0; n < 40; n++)
                await Write(Row($"{n:D2}", "Ada"), Row("same", $"name{n}", revision: n + 1));
        });
        var indexes = Enumerable.Range(0, 3).Select(_ => new SearchIndex(Words, Journal)).ToArray();
        await Task.WhenAll(indexes.Select(async index =>
        {
            while (!writing.IsCompleted)
                await index.CatchUp(Stop);
        }));
        await writing;
        Assert.Equal(40, (await Find("ada")).Count);
        Assert.Equal(["same"], await Find("name39"));
        Assert.Empty(await Find("name38"));
        foreach (var index in indexes)
            index.Dispose();
    }

    [Fact]
    public async Task A_state_that_another_process_has_moved_is_not_written()
    {
        await Write(Row("1", "Ada"));
        Assert.Equal(["1"], await Find("ada"));
        var state = await Words.ReadState(Stop);
        Assert.False(await Words.Write(
            state with { Position = state.Position - 1 }, state, [new SearchEntry("2", ["ada"])], ["1"], Stop));
        Assert.Equal(["1"], await Find("ada"));
    }

    [Fact]
    public async Task An_index_of_a_newer_build_is_left_alone()
    {
        await Write(Row("1", "Ada"));
        Assert.Equal(["1"], await Find("ada"));
        await ExecuteAsync($"update search_state set format = {SearchWords.Format + 1}");
        await Assert.ThrowsAsync<SearchBehindException>(() => Find("ada"));
        await ExecuteAsync("update search_state set format = 0");
        Assert.Equal(["1"], await Find("ada"));
    }

    [Fact]
    public async Task What_is_behind_is_counted()
    {
        await Write(Row("1", "Ada"), Row("2", "Ada"));
        Assert.Equal(2, await Words.CountBehind(await Words.ReadState(Stop), Stop));
        await Find("ada");
        Assert.Equal(0, await Words.CountBehind(await Words.ReadState(Stop), Stop));
        await Write(Row("3", "Ada"), Row("4", "Ada"));
        // Whoever reads the journal gives an entry its position.
        await Journal.ReadRange(Stop);
        Assert.Equal(2, await Words.CountBehind(await Words.ReadState(Stop), Stop));
    }

    private async Task ManyAsync(string[] ids, Func<int, string> name)
    {
        for (var first = 0; first < ids.Length; first += 500)
            await Write([.. Enumerable.Range(first, 500).Select(n => Row(ids[n], name(n)))]);
    }
}
