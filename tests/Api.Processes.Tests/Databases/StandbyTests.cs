using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>A primary that is replaced by its standby while a process runs.</summary>
[Collection(nameof(SerialTests))]
public sealed class StandbyTests(StandbyPair pair) : IClassFixture<StandbyPair>
{
    private const double Soon = 5;

    private readonly Sandbox _app = pair.App;

    [Fact]
    public async Task A_process_follows_the_primary_from_one_host_to_the_other_and_back()
    {
        var users = Enumerable.Range(0, 4).Select(_ => Person.New()).ToArray();
        Expect.Taken(await _app.DeliverAsync(users[0].Created()));
        await AStandbyAloneIsRefusedAsync();

        await pair.First.StopAsync();
        await Readiness.IsSoonAsync(_app.Api, ready: false, Soon);
        Expect.Unavailable(await _app.DeliverAsync(users[1].Created()));
        await pair.Second.PromoteAsync();
        await Readiness.IsSoonAsync(_app.Api, ready: true, Soon);
        Expect.Taken(await _app.DeliverAsync(users[1].Created()));

        await pair.First.StartAsStandbyOfAsync(pair.Second);
        await pair.Second.StopAsync();
        await pair.First.PromoteAsync();
        await Readiness.IsSoonAsync(_app.Api, ready: true, Soon);
        Expect.Taken(await _app.DeliverAsync(users[2].Created()));

        // Both are up. The first is demoted without a restart, and the second takes over.
        await pair.Second.StartAsStandbyOfAsync(pair.First);
        await pair.Second.FollowsAsync(pair.First);
        await pair.First.SetReadOnlyAsync(true);
        await pair.Second.PromoteAsync();
        await Readiness.IsSoonAsync(_app.Api, ready: true, Soon);
        Expect.Taken(await _app.DeliverAsync(users[3].Created()));

        await pair.First.StopAsync();
        await _app.Api.RestartAsync();
        foreach (var user in users)
            Expect.Ok(await (await _app.SignedInAsync(user.Id)).CurrentAsync());
    }

    private async Task AStandbyAloneIsRefusedAsync()
    {
        var one = await Refusal.LineOfAsync(_app.Settings.As(pair.ConnectionTo(pair.Second)), "ConnectionStrings__Users");
        Assert.Contains("It is a standby", one, StringComparison.Ordinal);
        var hosts = await Refusal.LineOfAsync(
            _app.Settings.As(pair.ConnectionTo(pair.Second, pair.Second)), "ConnectionStrings__Users");
        Assert.Contains("none of its hosts can be reached and takes writes", hosts, StringComparison.Ordinal);
    }
}
