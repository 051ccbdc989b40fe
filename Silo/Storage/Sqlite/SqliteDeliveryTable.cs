using OrleansUsers.Grains;

namespace OrleansUsers.Silo;

/// <summary>
/// The table <c>change_delivery</c> in a SQLite file. Only one process has the file, so a sender that the table names has ended.
/// </summary>
internal sealed class SqliteDeliveryTable(SqliteFile file) : IDeliveryTable, IDisposable
{
    private const string AcquireSql = """
        insert into change_delivery (id, sender, position, taken, undelivered) values (1, $sender, 0, 0, '[]')
        on conflict (id) do update set sender = $sender
        """;

    private const string ReadSql = "select position, taken, undelivered from change_delivery";

    private const string SaveSql = """
        update change_delivery set sender = $next, position = $position, taken = $taken, undelivered = $undelivered
        where sender = $sender
        """;

    private readonly SqliteConnectionLane _lane = new(file);

    public Task<DeliveryProgress?> Acquire(string sender, TimeSpan time, CancellationToken cancellationToken) =>
        Run<DeliveryProgress?>(
            lane =>
            {
                lane.Command(AcquireSql, ("$sender", sender)).ExecuteNonQuery();
                using var row = lane.Command(ReadSql).ExecuteReader();
                row.Read();
                return new DeliveryProgress(row.GetInt64(0), row.GetInt32(1), DeliveryJson.Read(row.GetString(2)));
            },
            cancellationToken);

    public Task<bool> Save(string sender, TimeSpan time, DeliveryProgress progress, CancellationToken cancellationToken) =>
        Save(sender, next: sender, progress, cancellationToken);

    public Task Release(string sender, DeliveryProgress progress, CancellationToken cancellationToken) =>
        Save(sender, next: null, progress, cancellationToken);

    public void Dispose() => _lane.Dispose();

    private Task<bool> Save(string sender, string? next, DeliveryProgress progress, CancellationToken cancellationToken) => Run(
        lane => lane.Command(
            SaveSql,
            ("$next", next),
            ("$position", progress.Position),
            ("$taken", progress.Taken),
            ("$undelivered", DeliveryJson.Write(progress.Undelivered)),
            ("$sender", sender)).ExecuteNonQuery() == 1,
        cancellationToken);

    /// <summary>Runs the statements in a transaction.</summary>
    private async Task<T> Run<T>(Func<SqliteConnectionLane, T> statements, CancellationToken cancellationToken) =>
        (await _lane.Commit([statements], (lane, work) => work(lane)).WaitAsync(cancellationToken))[0];
}
