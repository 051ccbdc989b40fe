using Npgsql;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>What <c>check</c> says of a database that cannot be used. Faults of SQLite files are tested without processes.</summary>
public sealed class DatabaseFaultTests(PlantedFaults planted) : IClassFixture<PlantedFaults>
{
    private const string Users = "ConnectionStrings__Users";

    [Theory, InlineData(Users), InlineData("DATABASE_URL")]
    public Task Check_names_a_database_that_is_away(string key) => CheckFault.IsNamedAsync(
        planted.Good.With(key, $"postgres://users:{CheckFault.Secret}@127.0.0.1:{FreePort.Find()}/users"),
        $"database: {key} (PostgreSQL at 127.0.0.1:",
        "cannot be reached");

    [Theory, InlineData("Database", "no_such_database", "no such database"), InlineData("Username", "nobody", "refused the login")]
    public async Task Check_names_a_database_that_refuses_the_login(string keyword, string value, string reason)
    {
        await using var database = await PostgresDatabase.CreateAsync();
        var connection = new NpgsqlConnectionStringBuilder(database.ConnectionString) { [keyword] = value, Password = CheckFault.Secret };
        await CheckFault.IsNamedAsync(planted.Good.With(Users, connection.ConnectionString), $"database: {Users}", reason);
    }

    [Fact]
    public async Task Check_names_missing_rights_and_migrate_does_too()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        var plain = planted.Good.With(Users, await database.PlainLoginAsync());
        Assert.Contains("it lacks the right create", await plain.RunAsync(1, "migrate"), StringComparison.Ordinal);
        await planted.Good.With(Users, database.ConnectionString).RunAsync(0, "migrate");
        await using var users = UsersDatabase.Of(database);
        await users.ExecuteAsync($"grant all on all tables in schema public to {database.Name}", "");
        await users.ExecuteAsync($"revoke update on users from {database.Name}", "");
        await CheckFault.IsNamedAsync(plain, $"database: {Users}", "lacks rights in the schema public: update on users.");
        await users.ExecuteAsync($"drop owned by {database.Name}", "");
    }

    [Theory, InlineData(DatabaseKind.Sqlite, "Storage__Path"), InlineData(DatabaseKind.Postgres, Users)]
    public async Task Check_names_a_schema_that_is_newer_than_the_program(DatabaseKind kind, string key)
    {
        await using var database = await UsersDatabase.CreateAsync(kind);
        var settings = planted.Good with { Database = database };
        await Task.WhenAll(settings.RunAsync(0, "migrate"), settings.RunAsync(0, "migrate"));
        var folder = kind == DatabaseKind.Sqlite ? "Sqlite" : "PostgreSql";
        await database.ExecuteAsync(
            "insert into SchemaVersions (ScriptName, Applied) "
            + $"values ('OrleansUsers.Silo.Schema.{folder}.0999-later.sql', current_timestamp)", "");
        await CheckFault.IsNamedAsync(settings, "schema", $"{key}: newer than this program, with 0999-later.sql.");
    }
}
