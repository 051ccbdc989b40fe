using CsCheck;
using OrleansUsers.Grains;

namespace OrleansUsers.Silo.Tests;

public abstract partial class UserTableContractTests
{
    [Fact]
    public async Task A_claimed_token_identifier_is_found_and_a_released_one_is_not()
    {
        await Table.Write([Claiming("user_1", 1, "a", "b"), Claiming("user_2", 1, "c")]);
        Assert.Equal(["user_1", null, "user_2", "user_1"], await Table.ReadHolders(["a", "d", "c", "b"]));

        await Table.Write([Claiming("user_1", 2, "a", "d")]);
        Assert.Equal(["user_1", null, "user_2", "user_1"], await Table.ReadHolders(["a", "b", "c", "d"]));
    }

    [Fact]
    public async Task A_write_that_changes_no_token_identifier_leaves_them_as_they_are()
    {
        await Table.Write([Claiming("user_1", 1, "a")]);
        await Table.Write([Claiming("user_1", 2, "a") with { ChangesTokens = false }, Claiming("user_2", 1, "b")]);

        Assert.Equal(["user_1", "user_2"], await Table.ReadHolders(["a", "b"]));
    }

    [Fact]
    public async Task A_taken_token_identifier_refuses_its_whole_row_and_no_other_row()
    {
        await Table.Write([Claiming("user_1", 1, "a")]);

        var outcomes = await Table.Write([Claiming("user_2", 1, "b"), Claiming("user_3", 1, "a", "c"), Claiming("user_4", 1, "d")]);
        Assert.Equal([WriteResult.Written, WriteResult.Taken("a"), WriteResult.Written], outcomes);
        Assert.Equal(["user_1", "user_2", null, "user_4"], await Table.ReadHolders(["a", "b", "c", "d"]));
        Assert.Null((await Table.Read(["user_3"]))[0]);
    }

    [Fact]
    public async Task A_row_with_a_conflict_neither_claims_nor_releases()
    {
        await Table.Write([Claiming("user_1", 1, "a")]);

        Assert.Equal([WriteResult.Conflict], await Table.Write([Claiming("user_1", 1, "b")]));
        Assert.Equal(["user_1", null], await Table.ReadHolders(["a", "b"]));
    }

    [Fact]
    public async Task A_conflict_is_reported_before_a_taken_token_identifier()
    {
        await Table.Write([Claiming("user_1", 1, "a"), Claiming("user_3", 1, "c")]);
        await Table.Write([Claiming("user_1", 2), Claiming("user_3", 2)]);
        await Table.Write([Claiming("user_2", 1, "a", "c")]);

        // The first comes from a user in memory that is older than the row, and that held the token identifier. The other two are current.
        var outcomes = await Table.Write([Claiming("user_1", 2, "a", "b"), Claiming("user_3", 3, "c"), Claiming("user_4", 1, "a")]);
        Assert.Equal([WriteResult.Conflict, WriteResult.Taken("c"), WriteResult.Taken("a")], outcomes);
        Assert.Equal([WriteResult.Conflict], await Table.Write([Claiming("user_1", 1, "a")]));
        Assert.Equal(["user_2", null, "user_2"], await Table.ReadHolders(["a", "b", "c"]));
    }

    [Fact]
    public async Task A_user_does_not_release_what_another_user_holds()
    {
        // Two rows of an older schema could have the same token identifier. Only one of them got it in the index.
        await Table.Write([Claiming("user_1", 1, "a")]);
        await Table.Write([Holding("user_2", 1, "a", "b")]);

        Assert.Equal([WriteResult.Written], await Table.Write([Claiming("user_2", 2, "b")]));
        Assert.Equal(["user_1", "user_2"], await Table.ReadHolders(["a", "b"]));
    }

    [Fact]
    public async Task A_token_identifier_that_was_released_is_free()
    {
        await Table.Write([Claiming("user_1", 1, "a"), Claiming("user_2", 1, "b")]);
        await Table.Write([Claiming("user_1", 2, "c")]);

        Assert.Equal([WriteResult.Written], await Table.Write([Claiming("user_2", 2, "a", "b")]));
        Assert.Equal(["user_2", "user_2", "user_1"], await Table.ReadHolders(["a", "b", "c"]));
    }

    [Fact]
    public async Task Two_rows_of_one_batch_cannot_claim_one_token_identifier()
    {
        var outcomes = await WriteAsTheGrainsDo([Claiming("user_1", 1, "a"), Claiming("user_2", 1, "a"), Claiming("user_3", 1, "b")]);

        Assert.Equal([WriteResult.Written, WriteResult.Taken("a"), WriteResult.Written], outcomes);
    }

    [Fact]
    public async Task Index_and_rows_agree_after_any_writes()
    {
        var claims = Gen.Select(
            Gen.Int[0, 5], Gen.Int[0, 7].HashSet[0, 3],
            (user, tokens) => (User: user, Tokens: tokens.Order().Select(n => $"t{n}").ToArray()));
        var round = 0;
        await claims.Array[1, 12].Array[1, 6].SampleAsync(
            async batches =>
            {
                // Each sample has its own users and token identifiers.
                var mark = $"{Interlocked.Increment(ref round)}:";
                var held = new Dictionary<string, (long Revision, string[] Tokens)>();
                foreach (var batch in batches)
                {
                    var rows = batch.DistinctBy(claim => claim.User)
                        .Select(claim => (Id: $"{mark}{claim.User}", Tokens: claim.Tokens.Select(token => mark + token).ToArray()))
                        .Select(claim => Claiming(claim.Id, held.GetValueOrDefault(claim.Id).Revision + 1, claim.Tokens))
                        .OrderBy(row => row.Stored.ExternalId).ToArray();
                    foreach (var (row, outcome) in rows.Zip(await WriteAsTheGrainsDo(rows)))
                    {
                        if (outcome == WriteResult.Written)
                            held[row.Stored.ExternalId] = (row.Stored.Revision, [.. row.Stored.TokenIdentifiers]);
                    }
                }
                var tokens = Enumerable.Range(0, 8).Select(n => $"{mark}t{n}").ToArray();
                var expected = tokens.Select(
                    token => held.Where(user => user.Value.Tokens.Contains(token)).Select(user => user.Key).SingleOrDefault());
                return expected.SequenceEqual(await Table.ReadHolders(tokens));
            },
            iter: 100,
            threads: 1);
    }

    internal static UserRow Claiming(string id, long revision, params string[] tokens) =>
        Holding(id, revision, tokens) with { ChangesTokens = true };

    private async Task<WriteResult[]> WriteAsTheGrainsDo(IReadOnlyList<UserRow> rows)
    {
        var writes = new Batcher<UserRow, WriteResult>(row => row.Stored.ExternalId, Table.Write, Table.IsRowFault);
        return await Task.WhenAll(rows.Select(writes.Send));
    }
}
