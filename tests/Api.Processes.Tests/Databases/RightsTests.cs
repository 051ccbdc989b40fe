using System.Net;
using System.Text.RegularExpressions;
using Npgsql;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>A login that may only read and write, in a schema that another login made beside an app's tables.</summary>
public sealed partial class RightsTests(OwnServer own) : IClassFixture<OwnServer>
{
    private const string Key = "ConnectionStrings__Users";

    [Fact]
    public async Task The_documented_rights_are_all_that_the_program_needs()
    {
        await using var database = await UsersDatabase.CreateAsync(own.Server);
        await database.ExecuteAsync("create table users (id int); create table schemaversions (id int)", id: "");
        var (before, after) = Statements();
        await ExecuteAsync(database, before);
        var (owner, plain) = (As(database, "users_owner"), As(database, "users_app"));

        Assert.Contains("the login users_app may not create tables", await plain.RunAsync(1, "check"), StringComparison.Ordinal);
        Assert.Contains("migrate", await Refusal.LineOfAsync(plain, Key), StringComparison.Ordinal);
        Assert.Contains("ok     schema orleans_users: empty", await owner.RunAsync(0, "check"), StringComparison.Ordinal);
        Assert.Equal(2L, await TablesAsync(database));
        await owner.RunAsync(0, "migrate");
        Assert.Equal(15L, await TablesAsync(database));
        Assert.Equal(Rights(after).Order(), MissingRights(await plain.RunAsync(1, "check")).Order());
        await ExecuteAsync(database, after);
        Assert.Contains("may not upgrade", await plain.RunAsync(0, "check"), StringComparison.Ordinal);

        await using (var api = await ApiProcess.StartAsync(plain))
            await UseEverythingAsync(api);
        await database.ExecuteAsync("insert into users (id) values (1)", id: "");
    }

    [Fact]
    public async Task A_schema_of_a_newer_version_is_used_with_a_warning_and_an_older_one_is_upgraded()
    {
        await using var database = await UsersDatabase.CreateAsync(own.Server);
        var settings = own.App.Settings with { Database = database };
        await settings.RunAsync(0, "migrate");
        await database.ExecuteAsync(
            "insert into schemaversions (scriptname, applied) values ('OrleansUsers.Silo.Schema.PostgreSql.0999-later.sql', now())", "");
        Assert.Contains($"fault  schema public: {Key}: newer than this program, with 0999-later.sql", await settings.RunAsync(1, "check"),
            StringComparison.Ordinal);
        await using (var api = await ApiProcess.StartAsync(settings))
            await Until.LoggedAsync(api, "0999-later.sql");

        await database.ExecuteAsync(
            "delete from schemaversions where scriptname like '%reference-id.sql'; alter table users drop column reference_id", "");
        Assert.Contains("older than this program", await settings.RunAsync(1, "check"), StringComparison.Ordinal);
        await settings.RunAsync(0, "migrate");
        Assert.Contains("newer than this program", await settings.RunAsync(1, "check"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tables_of_another_program_are_named_and_left_alone()
    {
        await using var database = await UsersDatabase.CreateAsync(own.Server);
        await database.ExecuteAsync("create table users (id int)", id: "");
        var settings = own.App.Settings with { Database = database };
        Assert.Contains("by the same names: users.", await settings.RunAsync(1, "check"), StringComparison.Ordinal);
        Assert.Contains("by the same names: users.", await Refusal.LineOfAsync(settings, Key), StringComparison.Ordinal);
        Assert.Equal(1L, await TablesAsync(database));
    }

    private async Task UseEverythingAsync(ApiProcess api)
    {
        var (app, user) = (own.App, Person.New());
        Expect.Taken(await api.DeliverAsync(app.Secret, user.Created()));
        Expect.Taken(await api.DeliverAsync(app.Secret, (user with { LastName = "King", UpdatedAt = Person.Epoch.AddDays(1) }).Updated()));
        var caller = await app.SignedInAsync(app.Clerk, user.Id, at: api);
        Expect.Ok(await caller.StoreAsync());
        await caller.SendAsync("hello");
        Expect.Ok(await caller.ChannelAsync("general"));
        var admin = new Admin(api, Sandbox.AdminKey);
        var token = $"{app.Corp.Issuer.Url}|{Guid.NewGuid():N}";
        Expect.Ok(await admin.LinkAsync(user.Id, token));
        Assert.Equal(HttpStatusCode.NoContent, (await admin.UnlinkAsync(user.Id, token)).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await admin.DeleteAsync(user.Id)).Status);
        Assert.DoesNotContain("permission denied", api.Output, StringComparison.Ordinal);
    }

    private ApiSettings As(UsersDatabase database, string login) => own.App.Settings.As(
        new NpgsqlConnectionStringBuilder(database.Postgres!.ConnectionString) { Username = login, Password = null }.ConnectionString);

    // What an operator runs before and after the first upgrade, letter by letter.
    private static (string Before, string After) Statements()
    {
        var document = File.ReadAllText(Path.Combine(Repository.Root, "docs", "deploy.md"));
        var blocks = Sql().Matches(document).Select(match => match.Groups[1].Value).ToArray();
        return (blocks[0], blocks[1]);
    }

    private static IEnumerable<string> Rights(string sql) => Grant().Matches(sql).SelectMany(grant =>
        from table in grant.Groups[2].Value.Split(", ")
        from right in grant.Groups[1].Value.Split(", ")
        select $"{right} on {table["orleans_users.".Length..]}");

    private static IEnumerable<string> MissingRights(string output) =>
        from rights in Missing().Match(output).Groups[1].Value.Split("; ")
        from right in rights.Split(" on ")[0].Split(", ")
        select $"{right} on {rights.Split(" on ")[1]}";

    private static async Task ExecuteAsync(UsersDatabase database, string sql) => await database.ExecuteAsync(sql, id: "");

    private static async Task<long> TablesAsync(UsersDatabase database) => (long)(await database.QueryAsync(
        "select count(*) from information_schema.tables where table_schema in ('public', 'orleans_users')"))[0]["count"]!;

    [GeneratedRegex("```sql\n(.+?)```", RegexOptions.Singleline)]
    private static partial Regex Sql();

    [GeneratedRegex(@"lacks rights in the schema orleans_users: ([^.]+)\.")]
    private static partial Regex Missing();

    [GeneratedRegex("grant ([a-z, ]+) on ([a-z_., ]+) to users_app;")]
    private static partial Regex Grant();
}
