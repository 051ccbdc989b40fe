using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Orleans.Serialization;
using OrleansUsers.Grains;

namespace OrleansUsers.Silo.Tests;

/// <summary>A grain that cannot read or write lets the database's exception out to its caller, who may be in another process.</summary>
public sealed class StoreFaultTests
{
    public static TheoryData<Exception> Faults { get; } =
    [
        new NpgsqlException("Exception while reading from stream", new TimeoutException("Timeout during reading attempt")),
        new PostgresException("deadlock detected", "ERROR", "ERROR", PostgresErrorCodes.DeadlockDetected),
        new SqliteException("database is locked", errorCode: 5),
        new StoreOverloadedException(),
    ];

    [Theory, MemberData(nameof(Faults))]
    public void A_fault_of_the_store_can_be_sent_to_another_process(Exception fault)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.AddUsersSilo(new SettingsReader(builder.Configuration));
        using var host = builder.Build();
        var serializer = host.Services.GetRequiredService<Serializer>();

        var received = serializer.Deserialize<Exception>(serializer.SerializeToArray<Exception>(fault));

        Assert.IsType(fault.GetType(), received);
        Assert.Equal(fault.Message, received.Message);
        Assert.Equal(fault.InnerException?.Message, received.InnerException?.Message);
    }
}
