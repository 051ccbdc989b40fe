using System.Data.Common;
using OrleansUsers.Grains;

namespace OrleansUsers.Silo.Tests;

/// <summary>The contract of both databases for searches and for the pages of all users.</summary>
public abstract partial class UserSearchContractTests : IAsyncLifetime
{
    private protected static readonly DateTimeOffset Noon = DateTimeOffset.FromUnixTimeMilliseconds(1_760_000_000_123);

    private SearchIndex? _index;

    private protected abstract IUserTable Table { get; }

    private protected abstract IChangeJournal Journal { get; }

    private protected abstract ISearchTable Words { get; }

    private protected abstract IUserPages Pages { get; }

    private protected abstract DbDataSource Database { get; }

    private protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    private SearchIndex Index => _index ??= new(Words, Journal);

    public abstract ValueTask InitializeAsync();

    public abstract ValueTask DisposeAsync();

    [Fact]
    public async Task Users_are_found_by_the_beginning_of_each_word()
    {
        await Write(
            Row("1", "Ada Lovelace", "countess", "ada.lovelace@example.com"),
            Row("2", "ADA Byron", null, "byron@example.org"),
            Row("3", "Sean O'Brien", "100%_sure", "o_brien@example.com"),
            Row("4", "Ärzte 漢字", "a\u0308ther", "x@münchen.example"),
            Row("5", "back\\slash \"quoted\" 'single' & | ! ( ) : * <-> \u0085", "OR", "AND NOT NEAR"),
            Row("6", "Anonymous", null, null));

        Assert.Equal(["1", "2"], await Find("ada"));
        Assert.Equal(["1", "2"], await Find("  AD "));
        Assert.Equal(["1"], await Find("love ada"));
        Assert.Equal(["1"], await Find("ada.love"));
        Assert.Equal(["1", "3"], await Find("example.com"));
        Assert.Equal(["1", "2", "3", "4"], await Find("exam"));
        Assert.Equal(["1"], await Find("countess"));
        Assert.Empty(await Find("lace"));
        Assert.Empty(await Find("ada nobody"));
        Assert.Equal(["3"], await Find("brien"));
        Assert.Equal(["3"], await Find("100%_"));
        Assert.Empty(await Find("%"));
        Assert.Empty(await Find("_"));
        Assert.Empty(await Find("1__%"));
        Assert.Equal(["4"], await Find("ÄRZ"));
        Assert.Equal(["4"], await Find("a\u0308th"));
        Assert.Equal(["4"], await Find("漢"));
        Assert.Equal(["5"], await Find("back\\sl"));
        Assert.Equal(["5"], await Find("\"quo 'sing & | ! ( ) : *"));
        Assert.Equal(["5"], await Find("or and not near"));
        Assert.Equal(["5"], await Find("<->"));
        Assert.Equal(["6"], await Find("anon"));
    }

    [Fact]
    public async Task Users_are_found_by_their_whole_ids()
    {
        const string Issuer = "https://an.issuer.example.test/with/a/long/path/so/that/it/is/longer/than/an/entry";
        await Write(
            Row("user_1", "Ada", reference: "Customer 17"),
            Row("user_12", "Bob", reference: new string('r', 3000)),
            Row("auth0|google-oauth2|1", "Eve", link: $"{Issuer}|1"),
            Row("user_2", "user_1"));

        Assert.Equal(["user_1", "user_2"], await Find("user_1"));
        Assert.Equal(["auth0|google-oauth2|1"], await Find("auth0|google-oauth2|1"));
        Assert.Equal(["user_1"], await Find(" Customer 17 "));
        Assert.Empty(await Find("Customer 1"));
        Assert.Equal(["user_12"], await Find(new string('r', 3000)));
        Assert.Empty(await Find(new string('r', 2999)));
        Assert.Equal(["auth0|google-oauth2|1"], await Find($"{Issuer}|1"));
        Assert.Empty(await Find($"{Issuer}|"));
        Assert.Empty(await Find($"{Issuer}|1", "clerk"));
        Assert.Equal(["user_2"], await Find("user_1", after: "user_1"));
    }

    [Fact]
    public async Task Changes_are_found_at_once_also_those_by_SQL()
    {
        await Write(Row("1", "Ada"), Row("2", "Ada"), Row("3", "Ada"));
        Assert.Equal(["1", "2", "3"], await Find("ada"));
        await Write(Row("1", "Countess", revision: 2), Deleted("2", 2));
        Assert.Equal(["3"], await Find("ada"));
        Assert.Equal(["1"], await Find("count"));
        Assert.Empty(await Find("2"));

        await ExecuteAsync("update users set name = 'Eve' where external_id = '3'");
        Assert.Equal(["3"], await Find("eve"));
        Assert.Empty(await Find("ada"));
        await ExecuteAsync("update users set external_id = '4' where external_id = '3'");
        Assert.Equal(["4"], await Find("eve"));
        await ExecuteAsync("delete from users where external_id = '4'");
        Assert.Empty(await Find("eve"));
    }

    [Fact]
    public async Task Hostile_texts_are_indexed_and_a_long_search_is_compared_as_a_whole()
    {
        var (ones, words) = (new string('é', 300_000), string.Join(' ', Enumerable.Range(100_000, 80_000)));
        await Write(
            Row("1", ones + "1"),
            Row("2", ones + "2"),
            Row("3", words, string.Concat(Enumerable.Repeat("a.", 200_000)), "last@example.com"),
            Row("4", string.Concat(Enumerable.Repeat("\ufdfa", 100_000))));
        Assert.Equal(["1"], await Find(ones + "1"));
        Assert.Equal(["1", "2"], await Find(ones[..100]));
        Assert.Equal(["1"], await Find(ones[..100], limit: 1));
        Assert.Equal(["2"], await Find(ones[..100], after: "1"));
        Assert.Equal(["3"], await Find("last 100000 100001"));
        Assert.Empty(await Find("last " + string.Join(' ', Enumerable.Range(0, 20))));
        Assert.Equal(["3"], await Find("last " + string.Join(' ', Enumerable.Range(100_000, 20))));
    }

    private protected void DisposeIndex() => _index?.Dispose();

    private protected async Task<IReadOnlyList<string>> Find(string text, string? provider = null, string after = "", int limit = 100)
    {
        var search = new UserSearch(Words, Index);
        var page = await search.Find(new UserSearchQuery(text, new UserRange(provider, after, limit)), Stop);
        Assert.True(page.Items.Count == limit || !page.HasMore);
        return page.Items;
    }

    private protected async Task Write(params UserRow[] rows) =>
        Assert.All(await Table.Write(rows), result => Assert.Equal(WriteResult.Written, result));

    private protected async Task ExecuteAsync(string sql)
    {
        await using var command = Database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Stop);
    }

    private protected static UserRow Row(
        string id,
        string name,
        string? username = null,
        string? email = null,
        long revision = 1,
        string? reference = null,
        string? link = null)
    {
        var state = State(id, revision - 1) with { Links = link is null ? null : LinkedTokens.Change(null, link, link: true) };
        var snapshot = state.Snapshot! with { FirstName = name, Username = username, Email = email, ReferenceId = reference };
        var before = revision == 1 ? StoredUser.None(id) : StoredUser.Of(id, revision - 1, State(id, revision - 1));
        return ToRow(before.Next(state with { Snapshot = snapshot })) with { ChangesTokens = link is not null };
    }

    private protected static UserRow Deleted(string id, long revision = 1, string? link = null)
    {
        var before = revision == 1 ? StoredUser.None(id) : StoredUser.Of(id, revision - 1, State(id, revision - 1));
        var links = link is null ? null : LinkedTokens.Change(null, link, link: true);
        return ToRow(before.Next(new UserState { DeletedAt = Noon, Links = links })) with { ChangesTokens = link is not null };
    }

    // Of this one nothing is known but a link.
    private protected static UserRow Linked(string id) =>
        ToRow(StoredUser.None(id).Next(new UserState { Links = LinkedTokens.Change(null, $"https://other.test|{id}", link: true) }));

    private static UserState State(string id, long version) => new()
    {
        Version = version,
        Snapshot = new UserSnapshot
        {
            Provider = "clerk",
            TokenIdentifier = $"https://clerk.test|{id}",
            CreatedAt = Noon,
            UpdatedAt = Noon,
            SentAt = Noon,
            FirstName = "before",
        },
    };

    private static UserRow ToRow(StoredUser user) => new(user, UserStateJson.Write(user.State), ChangesTokens: false);
}
