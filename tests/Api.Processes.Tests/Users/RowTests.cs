using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

public sealed class RowTests(Apps apps)
{
    private static readonly string[] Columns =
    [
        "external_id", "name", "email", "username", "reference_id", "token_identifiers",
        "created_at", "updated_at", "deleted_at", "version", "revision", "state",
    ];

    private static readonly string[] Emptied = ["name", "email", "username", "created_at"];

    private static readonly string[] Personal = ["Ada", "Lovelace", "countess", "ada@example.test", "img.clerk.test", "pro"];

    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task An_SQL_user_can_read_a_user(DatabaseKind kind)
    {
        var (app, user) = (await apps.On(kind), Person.New() with { Username = "countess" });
        Expect.Taken(await app.DeliverAsync(user.Created()));
        var row = await RowAsync(app, user.Id);
        Assert.Equal(Columns.Order(), row.Keys.Order());
        Assert.Equal(("Ada Lovelace", "ada@example.test", "countess"), (row["name"], row["email"], row["username"]));
        Assert.Contains($"{app.Issuer.Url}|{user.Id}", Text(row["token_identifiers"]), StringComparison.Ordinal);
        Assert.Equal(Person.Epoch, Time(row["created_at"]));
        Assert.Equal(Person.Epoch, Time(row["updated_at"]));
        Assert.Equal((1L, (object?)null), (row["version"], row["deleted_at"]));
    }

    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task Nothing_personal_is_left_in_the_row_of_a_deleted_user(DatabaseKind kind)
    {
        var (app, user) = (await apps.On(kind), Person.New() with { Username = "countess" });
        Expect.Taken(await app.DeliverAsync(user.Created()));
        var stored = Expect.Ok(await (await app.SignedInAsync(user.Id, claims => claims["email"] = "ada@example.test")).StoreAsync());
        Expect.Taken(await app.DeliverAsync(user.Deleted()));

        var row = await RowAsync(app, user.Id);
        var all = string.Join('\n', row.Values.Select(Text));
        Assert.All(Personal, word => Assert.DoesNotContain(word, all, StringComparison.Ordinal));
        Assert.DoesNotContain(app.Issuer.Url, all, StringComparison.Ordinal);
        Assert.All(Emptied, column => Assert.Null(row[column]));
        Assert.NotNull(row["deleted_at"]);
        Assert.Equal((long)stored["version"]! + 1, row["version"]);
    }

    private static async Task<IReadOnlyDictionary<string, object?>> RowAsync(Sandbox app, string id) =>
        Assert.Single(await app.Database.QueryAsync("select * from users where external_id = @id", id));

    private static string Text(object? value) => value is string[] several ? string.Join('\n', several) : $"{value}";

    // SQLite has no type for a time: there it is ISO 8601 text.
    private static DateTimeOffset Time(object? value) =>
        value is DateTime time ? time : DateTimeOffset.Parse((string)value!, System.Globalization.CultureInfo.InvariantCulture);
}
