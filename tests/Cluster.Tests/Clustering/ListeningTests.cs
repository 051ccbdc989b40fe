using System.Net;
using OrleansUsers.Harness;

namespace OrleansUsers.Cluster.Tests;

public sealed class ListeningTests
{
    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task A_process_listens_for_HTTP_and_at_its_silo_s_own_address_and_nowhere_else(DatabaseKind kind)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux tells so by /proc.");
        await using var database = await UsersDatabase.CreateAsync(kind);
        var silo = IPAddress.Parse("127.0.0.2");
        var settings = new ApiSettings { Database = database }.With("Orleans__AdvertisedIPAddress", $"{silo}");
        await using var process = await ApiProcess.StartAsync(settings);

        var http = new IPEndPoint(IPAddress.Loopback, process.Client.BaseAddress!.Port);
        Assert.Contains(http, process.Listening);
        Assert.Equal(silo, Assert.Single(process.Listening, place => !place.Equals(http)).Address);
    }
}
