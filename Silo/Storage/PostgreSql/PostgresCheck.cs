using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace OrleansUsers.Silo;

/// <summary>Tries the database, its schema, the rights of the login, and compares the clocks.</summary>
/// <param name="key">The setting that names the database.</param>
internal sealed class PostgresCheck(NpgsqlDataSource database, IUserTable table, string key) : ICheck
{
    // An event that is dated further ahead of this machine's clock than that is refused.
    private static readonly TimeSpan MaxClockDifference = TimeSpan.FromSeconds(5);

    public async Task<IReadOnlyList<CheckResult>> Run()
    {
        PostgresSchema schema;
        TimeSpan ahead;
        try
        {
            await using var connection = await database.OpenConnectionAsync();
            await using var transaction = await connection.BeginTransactionAsync();
            await PostgresTimeLimits.Lift(connection);
            var start = Stopwatch.GetTimestamp();
            schema = await PostgresSchemaReader.Read(connection);
            ahead = schema.Clock - (TimeProvider.System.GetUtcNow() - (Stopwatch.GetElapsedTime(start) / 2));
        }
        catch (Exception fault) when (PostgresSettings.Reason(fault) is { } reason)
        {
            return [CheckResult.Fault($"database: {key}: {reason}")];
        }
        return [CheckResult.Ok($"database: {table.Location}, version {schema.Version}"), .. SchemaResults(schema), Clock(ahead)];
    }

    private IEnumerable<CheckResult> SchemaResults(PostgresSchema schema)
    {
        if (schema.Fault is { } fault)
        {
            yield return CheckResult.Fault($"database: {key}: {fault}");
            yield break;
        }
        yield return CheckResult.Ok("database: it takes writes");
        if (schema.Pending.Count > 0)
        {
            yield return CheckResult.Ok($"schema {schema.Name}: {(schema.HasJournal ? "older than this program" : "empty")}. "
                + $"The next start, or migrate, runs {string.Join(", ", schema.Pending)}; the login {schema.Login} may do that");
            yield break;
        }
        yield return schema.Unknown.Count > 0
            ? CheckResult.Note(
                $"schema {schema.Name}: made by a newer version, with {string.Join(", ", schema.Unknown)}; this one works with it")
            : CheckResult.Ok($"schema {schema.Name}: that of this program");
        yield return CheckResult.Ok($"rights: {schema.Login} has all that the program needs");
        if (!schema.MayUpgrade)
            yield return CheckResult.Note($"rights: {schema.Login} may not upgrade the schema; run migrate with the login that owns it");
    }

    private static CheckResult Clock(TimeSpan ahead)
    {
        var seconds = ahead.Duration().TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
        var text = $"clock: the database's is {seconds} s {(ahead > TimeSpan.Zero ? "ahead" : "behind")}";
        return ahead.Duration() > MaxClockDifference
            ? CheckResult.Fault($"{text}. Set both by NTP: tokens are refused when clocks differ by more than 5 s")
            : CheckResult.Ok(text);
    }
}
