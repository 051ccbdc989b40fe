using DbUp.Engine;
using Npgsql;

namespace OrleansUsers.Silo;

/// <summary>
/// Lifts the time limits that the server, the database or the login sets on statements, for a transaction that reads or upgrades the
/// schema. A script may take long, and the transaction that holds the lock is idle meanwhile.
/// </summary>
internal sealed class PostgresTimeLimits : IScriptPreprocessor
{
    // Not every version of PostgreSQL has all of them.
    private const string Sql = """
        select set_config(name, '0', true) from pg_settings
        where name in ('statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout', 'transaction_timeout')
        """;

    /// <summary>Lifts them until the end of the transaction.</summary>
    public static async Task Lift(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand(Sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>The script, which runs in a transaction of its own, without time limits.</summary>
    public string Process(string contents) => $"{Sql};\n{contents}";
}
