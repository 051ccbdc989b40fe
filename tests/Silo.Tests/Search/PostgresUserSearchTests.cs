using System.Data.Common;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using OrleansUsers.Grains;
using OrleansUsers.Harness;

namespace OrleansUsers.Silo.Tests;

public sealed class PostgresUserSearchTests : UserSearchContractTests
{
    private readonly OwnEntries _own = new();
    private PostgresDatabase _database = null!;
    private NpgsqlDataSource _connections = null!;
    private IUserTable _table = null!;

    private protected override IUserTable Table => _table;

    private protected override IChangeJournal Journal => new PostgresChangeJournal(_connections, _own);

    private protected override ISearchTable Words => new PostgresSearchTable(_connections);

    private protected override IUserPages Pages => new PostgresUserPages(_connections);

    private protected override DbDataSource Database => _connections;

    public override async ValueTask InitializeAsync()
    {
        _database = await PostgresDatabase.CreateAsync();
        var settings = PostgresSettings.Read(_database.ConnectionString);
        settings.MaxPoolSize = 10;
        _connections = PostgresPools.Create(settings).Store;
        await new PostgresStore(_connections, NullLogger<PostgresStore>.Instance).Prepare();
        var member = await ListedProcess.Add(_connections);
        _table = new PostgresUserTable(
            _connections,
            new Fence(member, new MembershipLease(TimeProvider.System)),
            new TakeOver(member, TimeProvider.System),
            _own);
    }

    public override async ValueTask DisposeAsync()
    {
        DisposeIndex();
        await _connections.DisposeAsync();
        await _database.DisposeAsync();
    }
}
