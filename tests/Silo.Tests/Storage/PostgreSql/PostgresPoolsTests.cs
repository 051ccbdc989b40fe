using Npgsql;
using OrleansUsers.Harness;

namespace OrleansUsers.Silo.Tests;

public sealed class PostgresPoolsTests
{
    [Theory, InlineData("", 1), InlineData(";Max Auto Prepare=0", 0)]
    public async Task Statements_are_prepared_where_no_pooler_is_in_front_of_the_database_unless_a_setting_forbids_it(
        string setting, long prepared)
    {
        await using var database = await PostgresDatabase.CreateAsync();
        var (store, membership, heartbeat) = PostgresPools.Create(PostgresSettings.Read(database.ConnectionString + setting));
        foreach (var pool in new[] { store, membership, heartbeat })
        {
            await using var owned = pool;
            await using var connection = await pool.OpenConnectionAsync();
            // A statement is prepared with its second use.
            for (var use = 0; use < 2; use++)
                await ScalarAsync(connection, "select 'of the test'");
            Assert.Equal(
                prepared,
                await ScalarAsync(connection, "select count(*) from pg_prepared_statements where statement = 'select ''of the test'''"));
        }
    }

    [Theory, InlineData("", 3), InlineData(";Maximum Pool Size=20", 18), InlineData(";Maximum Pool Size=1", 2)]
    public async Task The_store_the_membership_and_the_heartbeats_share_the_connections_that_are_set(string setting, int ofTheStore)
    {
        await using var database = await PostgresDatabase.CreateAsync();
        var (store, membership, heartbeat) = PostgresPools.Create(PostgresSettings.Read(database.ConnectionString + setting));
        await using (store)
        await using (membership)
        await using (heartbeat)
        {
            Assert.Equal(ofTheStore, new NpgsqlConnectionStringBuilder(store.ConnectionString).MaxPoolSize);
            Assert.Equal(1, new NpgsqlConnectionStringBuilder(membership.ConnectionString).MaxPoolSize);
            Assert.Equal(1, new NpgsqlConnectionStringBuilder(heartbeat.ConnectionString).MaxPoolSize);
        }
    }

    private static async Task<object?> ScalarAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
