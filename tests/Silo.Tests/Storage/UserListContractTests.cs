using OrleansUsers.Grains;

namespace OrleansUsers.Silo.Tests;

/// <summary>The contract of both databases for the lists of users.</summary>
public abstract class UserListContractTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = DateTimeOffset.FromUnixTimeMilliseconds(1_760_000_000_123);

    private protected abstract IUserTable Table { get; }

    private protected abstract IUserList List { get; }

    public abstract ValueTask InitializeAsync();

    public abstract ValueTask DisposeAsync();

    [Theory]
    [InlineData("clerk", "user_1", "user_2")]
    [InlineData("auth0", "auth0|1", "auth0|2")]
    public async Task A_deleted_user_is_not_listed(string provider, string gone, string living)
    {
        await Table.Write([Row(gone), Row(living), Deleted("never stored"), Linked($"{gone} linked")]);
        Assert.Equal([gone, living], await All(provider));

        await Table.Write([Deleted(gone, 2)]);
        Assert.Equal([living], await All(provider));
    }

    [Theory]
    [InlineData("clerk", "a", "user_1", "user_é", "~")]
    [InlineData("auth0", "auth0|a", "auth0|google-oauth2|1", "auth0|~", "auth0|☃")]
    [InlineData("auth", "auth|1")]
    [InlineData("a", "a|1")]
    [InlineData("AUTH0", "AUTH0|1")]
    [InlineData("none")]
    public async Task Users_of_other_providers_are_not_listed(string provider, params string[] ids)
    {
        string[] all =
        [
            "a", "user_1", "user_é", "~", "auth0|a", "auth0|google-oauth2|1", "auth0|~", "auth0|☃", "auth|1", "a|1", "AUTH0|1", "|",
            "auth0{", "auth0}", "clerk|1", "auth0-eu|1", "auth0}|1",
        ];
        await Table.Write([.. all.Select(id => Row(id))]);

        string[] expected = [.. ids, .. provider == "clerk" ? ["auth0{", "auth0}"] : Array.Empty<string>()];
        Assert.Equal(expected.Order(StringComparer.Ordinal), await All(provider));
    }

    [Fact]
    public async Task Creation_times_are_sorted_and_in_milliseconds()
    {
        TimeSpan[] ages = [TimeSpan.FromDays(2), TimeSpan.Zero, TimeSpan.FromMilliseconds(1), TimeSpan.FromDays(30_000), TimeSpan.Zero];
        await Table.Write([.. ages.Select((age, n) => Row($"user_{n}", created: Noon - age + TimeSpan.FromMicroseconds(999)))]);

        Assert.Equal(
            ages.OrderDescending().Select(age => (Noon - age).ToUnixTimeMilliseconds()), await List.ReadCreationTimes("clerk", default));
    }

    [Fact]
    public async Task Ids_are_listed_from_one_time_up_to_another()
    {
        var (from, to) = (Noon, Noon.AddMilliseconds(2));
        await Table.Write(
        [
            Row("early", created: from.AddMilliseconds(-1)), Row("b", created: from), Row("a", created: from.AddMilliseconds(1)),
            Row("B", created: from), Row("late", created: to), Row("auth0|1", created: from), Deleted("deleted"),
        ]);

        Assert.Equal(["B", "a", "b"], await List.ReadCreated("clerk", from, to, default));
        Assert.Equal(["auth0|1"], await List.ReadCreated("auth0", from.ToOffset(TimeSpan.FromHours(5)), to, default));
        Assert.Empty(await List.ReadCreated("clerk", from, from, default));
    }

    [Theory]
    [InlineData("clerk", "user_")]
    [InlineData("auth0", "auth0|")]
    public async Task Ids_are_listed_in_pages_by_id(string provider, string start)
    {
        var ids = Enumerable.Range(0, 25).Select(n => $"{start}{n:D2}").ToArray();
        await Table.Write([.. ids.Reverse().Select(id => Row(id)), Row("b|1"), Row("zz|1")]);

        Assert.Equal(ids[..10], await List.ReadAfter(provider, "", 10, default));
        Assert.Equal(ids[10..20], await List.ReadAfter(provider, ids[9], 10, default));
        Assert.Equal(ids[20..], await List.ReadAfter(provider, ids[19], 10, default));
        Assert.Empty(await List.ReadAfter(provider, ids[24], 10, default));
        Assert.Equal(ids[10..20], await List.ReadAfter(provider, ids[9] + "x", 10, default));
    }

    [Fact]
    public async Task A_thousand_users_are_listed_while_others_are_written()
    {
        await Table.Write([.. Enumerable.Range(0, 1000).Select(n => Row($"user_{n}"))]);
        var writes = Task.Run(async () =>
        {
            for (var n = 0; n < 20; n++)
                await Table.Write([Row($"auth0|{n}")]);
        });
        Assert.All(
            await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => List.ReadCreationTimes("clerk", default))),
            times => Assert.Equal(1000, times.Length));
        await writes;
        Assert.Equal(20, await List.Count("auth0", default));
    }

    private protected static UserRow Row(string id, long revision = 1, DateTimeOffset? created = null)
    {
        var snapshot = new UserSnapshot
        {
            Provider = "clerk",
            TokenIdentifier = $"https://clerk.test|{id}",
            CreatedAt = created ?? Noon,
            UpdatedAt = Noon,
            SentAt = Noon,
            FirstName = "Ada",
        };
        var state = new UserState { Version = revision, Snapshot = snapshot };
        return new UserRow(StoredUser.Of(id, revision, state), "{}", ChangesTokens: false);
    }

    private static UserRow Deleted(string id, long revision = 1) => Row(id, revision) with
    {
        Stored = StoredUser.Of(id, revision, new UserState { Version = revision, DeletedAt = Noon }),
    };

    // Of this one nothing is known but a link.
    private static UserRow Linked(string id) => Row(id) with
    {
        Stored = StoredUser.Of(id, 1, new UserState { EarlierTokens = ValueList<string>.Of(["https://clerk.test|former"]) }),
    };

    // All methods agree on who is listed.
    private async Task<IReadOnlyList<string>> All(string provider)
    {
        var ids = await List.ReadAfter(provider, "", 100, default);
        Assert.Equal(ids, await List.ReadCreated(provider, Noon, Noon.AddMilliseconds(1), default));
        Assert.Equal(ids.Count, await List.Count(provider, default));
        Assert.Equal(ids.Select(_ => Noon.ToUnixTimeMilliseconds()), await List.ReadCreationTimes(provider, default));
        return ids;
    }
}
