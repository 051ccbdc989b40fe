using System.Data.Common;
using OrleansUsers.Grains;

namespace OrleansUsers.Silo.Tests;

/// <summary>
/// The contract of both databases for the table <c>users</c>; that of <c>token_identifiers</c> is in the other file.
/// </summary>
public abstract partial class UserTableContractTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = DateTimeOffset.FromUnixTimeMilliseconds(1_760_000_000_123);

    private protected abstract IUserTable Table { get; }

    private protected abstract DbDataSource Database { get; }

    public abstract ValueTask InitializeAsync();

    public abstract ValueTask DisposeAsync();

    [Fact]
    public async Task A_row_reads_back_as_it_was_written()
    {
        var row = Row("user_1", 1);

        Assert.Equal([WriteResult.Written], await Table.Write([row]));
        Assert.Equal([new StoredRow(1, row.Json), null], await Table.Read(["user_1", "user_2"]));
    }

    [Fact]
    public async Task An_sql_user_reads_the_columns_of_the_contract()
    {
        await Table.Write([Row("user_1", 1, firstName: "Zoë ☃", email: "zoe@example.test", username: "zoe")]);

        var row = await Select("select external_id, name, email, username, created_at, updated_at, deleted_at, version from users");
        Assert.Equal(("user_1", "Zoë ☃", "zoe@example.test", "zoe"), ((string)row[0]!, (string)row[1]!, (string)row[2]!, (string)row[3]!));
        Assert.Equal([Noon, Noon], [Time(row[4]), Time(row[5])]);
        Assert.Null(row[6]);
        Assert.Equal(7L, row[7]);
    }

    [Theory]
    [InlineData("https://clerk.test|user_1")]
    [InlineData("quote \" comma , brace } backslash \\ tick ' unicode ☃")]
    public async Task A_token_identifier_is_stored_to_the_letter(string identifier)
    {
        await Table.Write([Holding("user_1", 1, identifier, "second")]);

        var stored = (await Select("select token_identifiers from users"))[0];
        Assert.Equal(
            new[] { identifier, "second" }.Order(StringComparer.Ordinal),
            stored as string[] ?? System.Text.Json.JsonSerializer.Deserialize<string[]>((string)stored!)!);
    }

    [Fact]
    public async Task A_conflicting_write_in_a_batch_refuses_only_itself()
    {
        await Table.Write([Row("a", 1), Row("b", 1), Row("c", 1)]);

        // The stored revision of b is 2 already; e is new.
        await Table.Write([Row("b", 2)]);
        Assert.Equal(
            [WriteResult.Written, WriteResult.Conflict, WriteResult.Written, WriteResult.Written],
            await Table.Write([Row("a", 2), Row("b", 2), Row("c", 2), Row("e", 1)]));
        Assert.Equal([2L, 2L, 2L, 1L], (await Table.Read(["a", "b", "c", "e"])).Select(row => row!.Revision));
    }

    [Fact]
    public async Task Of_many_first_writes_of_one_user_one_succeeds()
    {
        var storage = new Batcher<UserRow, WriteResult>(row => row.Stored.ExternalId, Table.Write, Table.IsRowFault);
        var written = await Task.WhenAll(Enumerable.Range(0, 50).Select(n => storage.Send(Row("user_1", 1, firstName: $"{n}"))));

        Assert.Single(written, result => result.Outcome == WriteOutcome.Written);
    }

    [Fact]
    public async Task Rows_can_be_read_and_read_again_at_the_same_time()
    {
        var rows = Enumerable.Range(0, 100).Select(n => Row($"user_{n}", 1)).ToArray();
        await Table.Write(rows);
        string[] ids = [.. rows.Select(row => row.Stored.ExternalId)];

        var reads = Enumerable.Range(0, 50).Select(n => Task.Run(() => n % 2 == 0 ? Table.Read(ids) : Table.ReadAgain(ids)));
        Assert.All(await Task.WhenAll(reads), read => Assert.Equal(rows.Select(row => row.Json), read.Select(row => row!.State)));
    }

    [Fact]
    public async Task Ids_that_look_alike_are_different_users()
    {
        string[] ids =
        [
            "beef", "0beef", "BEEF", "0123456789abcdef0123456789abcdef", "0123456789ABCDEF0123456789ABCDEF", "1+a", "{0}",
            "user_é", "user_e\u0301", "a|b", "a%7Cb", " a", "a ", new string('☃', 400), new string('x', 399), new string('x', 400),
        ];

        var written = await Table.Write([.. ids.Select(id => Row(id, 1) with { Json = $$"""{"id":{{Json(id)}}}""" })]);
        Assert.All(written, result => Assert.Equal(WriteResult.Written, result));
        var stored = await Table.Read(ids);
        Assert.All(ids.Zip(stored), pair => Assert.Contains(Json(pair.First), pair.Second!.State, StringComparison.Ordinal));

        static string Json(string text) => System.Text.Json.JsonSerializer.Serialize(text);
    }

    [Fact]
    public async Task A_thousand_rows_go_in_one_batch()
    {
        var rows = Enumerable.Range(0, 1000).Select(n => Row($"user_{n}", 1)).ToArray();

        Assert.All(await Table.Write(rows), result => Assert.Equal(WriteResult.Written, result));
        Assert.All(await Table.Read([.. rows.Select(row => row.Stored.ExternalId)]), Assert.NotNull);
    }

    [Fact]
    public async Task A_database_that_takes_writes_is_found_so() => await Table.TryWrite(TestContext.Current.CancellationToken);

    internal static UserRow Row(string id, long revision, string firstName = "Ada", string? email = null, string? username = null)
    {
        var state = new UserState
        {
            Version = 7,
            Snapshot = new UserSnapshot
            {
                Provider = "clerk",
                TokenIdentifier = $"https://clerk.test|{id}",
                CreatedAt = Noon,
                UpdatedAt = Noon,
                SentAt = Noon,
                FirstName = firstName,
                Email = email,
                Username = username,
            },
        };
        return new UserRow(StoredUser.Of(id, revision, state), $$"""{"version":{{revision}}}""", ChangesTokens: false);
    }

    /// <summary>A row of a user who holds exactly these token identifiers.</summary>
    private protected static UserRow Holding(string id, long revision, params string[] tokens)
    {
        var state = new UserState { EarlierTokens = ValueList<string>.Of(tokens) };
        return Row(id, revision) with { Stored = StoredUser.Of(id, revision, state) };
    }

    private async Task<object?[]> Select(string sql)
    {
        await using var command = Database.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        Assert.True(await reader.ReadAsync());
        return [.. Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? null : reader.GetValue(i))];
    }

    private static DateTimeOffset Time(object? value) =>
        value is DateTime time
            ? new DateTimeOffset(time)
            : DateTimeOffset.Parse((string)value!, System.Globalization.CultureInfo.InvariantCulture);
}
