using System.Diagnostics;
using Npgsql;

namespace OrleansUsers.Silo;

/// <summary>Tries the database, its schema, the rights of the login, and compares the clocks.</summary>
/// <param name="key">The setting that names the database.</param>
internal sealed class PostgresCheck(NpgsqlDataSource database, IUserTable table, string key) : ICheck
{
    public string Subject => $"database: {key} ({table.Location})";

    public async Task<IReadOnlyList<CheckResult>> Run()
    {
        PostgresSchema schema;
        TimeSpan ahead, uncertainty;
        try
        {
            await using var connection = await database.OpenConnectionAsync();
            await using var transaction = await connection.BeginTransactionAsync();
            await PostgresTimeLimits.Lift(connection);
            var start = Stopwatch.GetTimestamp();
            schema = await PostgresSchemaReader.Read(connection);
            uncertainty = Stopwatch.GetElapsedTime(start) / 2;
            ahead = schema.Clock - (TimeProvider.System.GetUtcNow() - uncertainty);
        }
        catch (Exception fault) when (PostgresSettings.Reason(fault) is { } reason)
        {
            return [CheckResult.Fault($"{Subject}: {reason}")];
        }
        return
        [
            CheckResult.Ok($"database: {table.Location}, version {schema.Version}"),
            .. SchemaResults(schema),
            ClockComparison.Of("the database", key, ahead, uncertainty),
        ];
    }

    private IEnumerable<CheckResult> SchemaResults(PostgresSchema schema)
    {
        if (schema.Fault is { } fault)
        {
            yield return CheckResult.Fault($"{Subject}: {fault}");
            yield break;
        }
        yield return CheckResult.Ok("database: it takes writes");
        if (schema.Unknown.Count > 0)
            yield return CheckResult.Fault($"schema {schema.Name}: {SchemaUpgrade.NewerFault(key, schema.Unknown)}");
        if (schema.Pending.Count > 0)
        {
            yield return CheckResult.Ok($"schema {schema.Name}: {(schema.HasJournal ? "older than this program" : "empty")}. "
                + $"The next start, or migrate, runs {string.Join(", ", schema.Pending)}; the login {schema.Login} may do that");
            yield break;
        }
        if (schema.Unknown.Count == 0)
            yield return CheckResult.Ok($"schema {schema.Name}: that of this program");
        yield return CheckResult.Ok($"rights: {schema.Login} has all that the program needs");
        if (!schema.MayUpgrade)
            yield return CheckResult.Note($"rights: {schema.Login} may not upgrade the schema; run migrate with the login that owns it");
    }
}
