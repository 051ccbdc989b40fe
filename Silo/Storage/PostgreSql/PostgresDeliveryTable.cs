using Npgsql;
using OrleansUsers.Grains;

namespace OrleansUsers.Silo;

/// <summary>The table <c>change_delivery</c> on PostgreSQL. The sender's time runs by the clock of the database.</summary>
internal sealed class PostgresDeliveryTable(NpgsqlDataSource database) : IDeliveryTable
{
    private const string AcquireSql = """
        insert into change_delivery as held (id, sender, sends_until, position, taken, undelivered)
        values (1, $1, clock_timestamp() + $2, 0, 0, '[]')
        on conflict (id) do update set sender = $1, sends_until = clock_timestamp() + $2
        where held.sender is null or held.sender = $1 or held.sends_until < clock_timestamp()
        returning position, taken, undelivered
        """;

    // The time may have run out: as long as no other process has become the sender, nobody else has sent.
    private const string SaveSql = """
        update change_delivery set sends_until = clock_timestamp() + $2, position = $3, taken = $4, undelivered = $5 where sender = $1
        """;

    private const string ReleaseSql = """
        update change_delivery set sender = null, sends_until = clock_timestamp(), position = $2, taken = $3, undelivered = $4
        where sender = $1
        """;

    public Task<DeliveryProgress?> Acquire(string sender, TimeSpan time, CancellationToken cancellationToken) =>
        PostgresBatch.Run(database, async () =>
        {
            await using var command = Command(AcquireSql, sender);
            command.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = time });
            await using var row = await command.ExecuteReaderAsync(cancellationToken);
            return await row.ReadAsync(cancellationToken)
                ? new DeliveryProgress(row.GetInt64(0), row.GetInt32(1), DeliveryJson.Read(row.GetString(2)))
                : null;
        });

    public Task<bool> Save(string sender, TimeSpan time, DeliveryProgress progress, CancellationToken cancellationToken) =>
        PostgresBatch.Run(database, async () =>
        {
            await using var command = Command(SaveSql, sender);
            command.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = time });
            Add(command, progress);
            return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
        });

    public Task Release(string sender, DeliveryProgress progress, CancellationToken cancellationToken) =>
        PostgresBatch.Run(database, async () =>
        {
            await using var command = Command(ReleaseSql, sender);
            Add(command, progress);
            return await command.ExecuteNonQueryAsync(cancellationToken);
        });

    private NpgsqlCommand Command(string sql, string sender)
    {
        var command = database.CreateCommand(sql);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = sender });
        return command;
    }

    private static void Add(NpgsqlCommand command, DeliveryProgress progress)
    {
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = progress.Position });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = progress.Taken });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = DeliveryJson.Write(progress.Undelivered) });
    }
}
