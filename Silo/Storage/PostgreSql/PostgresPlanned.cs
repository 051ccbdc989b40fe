using Npgsql;

namespace OrleansUsers.Silo;

/// <summary>Runs statements whose best plan depends on their values and on the sizes of tables, which may have grown a lot.</summary>
internal static class PostgresPlanned
{
    // A plan for each call, and none that reads the whole table. The statements of a batch are one transaction.
    private const string Planning =
        "select set_config('plan_cache_mode', 'force_custom_plan', true), set_config('enable_seqscan', 'off', true)";

    /// <summary>All rows of a statement.</summary>
    public static Task<IReadOnlyList<T>> Select<T>(
        NpgsqlDataSource database,
        string sql,
        Func<NpgsqlDataReader, T> read,
        CancellationToken cancellationToken,
        params NpgsqlParameter[] parameters) =>
        PostgresBatch.Run<IReadOnlyList<T>>(database, async () =>
        {
            await using var batch = database.CreateBatch();
            batch.BatchCommands.Add(new NpgsqlBatchCommand(Planning));
            var command = new NpgsqlBatchCommand(sql);
            foreach (var parameter in parameters)
                command.Parameters.Add(parameter.Clone());
            batch.BatchCommands.Add(command);
            var rows = new List<T>();
            await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
            await reader.NextResultAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
                rows.Add(read(reader));
            return rows;
        });

    public static NpgsqlParameter<T> Parameter<T>(T value) => new() { TypedValue = value };
}
