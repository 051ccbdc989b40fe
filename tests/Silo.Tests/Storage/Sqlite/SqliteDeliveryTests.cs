using Microsoft.Extensions.Logging.Abstractions;
using OrleansUsers.Grains;

namespace OrleansUsers.Silo.Tests;

public sealed class SqliteDeliveryTests : DeliveryTableContractTests
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("users-");
    private readonly SqliteStore _store;
    private readonly SqliteDeliveryTable _table;
    private readonly SqliteFile _file;

    public SqliteDeliveryTests()
    {
        _file = new SqliteFile(Path.Combine(_folder.FullName, "users.db"));
        _store = new SqliteStore(_file, NullLogger<SqliteStore>.Instance);
        _table = new SqliteDeliveryTable(_file);
    }

    private protected override IDeliveryTable Table => _table;

    public override async ValueTask InitializeAsync() => await _store.Prepare();

    [Fact]
    public async Task The_process_that_has_the_file_is_the_sender_also_after_a_kill()
    {
        Assert.NotNull(await Table.Acquire("killed", TimeSpan.FromHours(1), default));
        using var next = new SqliteDeliveryTable(_file);
        Assert.NotNull(await next.Acquire("next", TimeSpan.FromHours(1), default));
        Assert.False(await Table.Save("killed", TimeSpan.FromHours(1), DeliveryProgress.None, default));
    }

    public override ValueTask DisposeAsync()
    {
        _table.Dispose();
        _store.Dispose();
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }
}
