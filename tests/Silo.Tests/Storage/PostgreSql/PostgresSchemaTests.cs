using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using OrleansUsers.Harness;

namespace OrleansUsers.Silo.Tests;

/// <summary>The upgrade of the schema under the time limits and search paths of a login.</summary>
public sealed class PostgresSchemaTests : IAsyncLifetime
{
    private PostgresDatabase _database = null!;
    private string _login = "";

    [Fact]
    public async Task The_time_limits_of_the_login_do_not_end_the_upgrade()
    {
        await Prepare(_login);
        await using var superuser = NpgsqlDataSource.Create(_database.ConnectionString);
        await ExecuteAsync(
            superuser,
            $"alter role {_database.Name} set statement_timeout = '300ms'; alter role {_database.Name} set lock_timeout = '300ms'; "
            + $"alter role {_database.Name} set idle_in_transaction_session_timeout = '300ms'; "
            + "delete from schemaversions where scriptname like '%reference-id.sql'; alter table users drop column reference_id");

        Task upgrade;
        await using (var blocker = await superuser.OpenConnectionAsync(TestContext.Current.CancellationToken))
        await using (var block = new NpgsqlCommand("begin; lock table users; select pg_sleep(1)", blocker))
        {
            var blocking = block.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
            upgrade = Prepare(_login);
            await blocking;
            Assert.False(upgrade.IsFaulted);
            await ExecuteAsync(blocker, "rollback");
        }
        await upgrade;
    }

    [Fact]
    public async Task A_journal_of_another_program_in_another_schema_is_not_taken_for_its_own()
    {
        await using var superuser = NpgsqlDataSource.Create(_database.ConnectionString);
        await ExecuteAsync(superuser, $"create table schemaversions (id int); create schema \"Own\" authorization {_database.Name}");
        var login = new NpgsqlConnectionStringBuilder(_login) { SearchPath = "\"Own\", public" }.ConnectionString;
        await Prepare(login);
        await Prepare(login);

        await using var count = superuser.CreateCommand("select count(*) from \"Own\".schemaversions");
        var scripts = (long)SchemaUpgrade.Scripts(PostgresStore.Folder).Count;
        Assert.Equal(scripts, await count.ExecuteScalarAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_search_path_without_a_usable_schema_is_refused()
    {
        var login = new NpgsqlConnectionStringBuilder(_login) { SearchPath = "nowhere" }.ConnectionString;
        var refused = await Assert.ThrowsAsync<SettingException>(() => Prepare(login));
        Assert.Contains("no schema of the search path exists", refused.Message, StringComparison.Ordinal);
    }

    public async ValueTask InitializeAsync()
    {
        _database = await PostgresDatabase.CreateAsync();
        _login = await _database.OwnerLoginAsync();
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    private static async Task Prepare(string login)
    {
        var services = new ServiceCollection().AddLogging();
        PostgresStore.AddTo(services, PostgresSettings.Read(login));
        await using var provider = services.BuildServiceProvider();
        await provider.GetRequiredService<IStore>().Prepare();
    }

    private static async Task ExecuteAsync(NpgsqlDataSource database, string sql)
    {
        await using var connection = await database.OpenConnectionAsync();
        await ExecuteAsync(connection, sql);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
