using System.Text.Json.Nodes;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>The reader of the feed in docs/changes.md gets every change, whatever is killed.</summary>
public sealed class FollowGuideTests(FeedApps apps) : IClassFixture<FeedApps>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Every_change_is_printed_although_the_reader_and_the_program_are_killed()
    {
        var app = await apps.On(DatabaseKind.Sqlite);
        await using var follower = new GuideFollower();
        var users = new List<Person>();
        for (var round = 0; round < 3; round++)
        {
            if (round == 2)
            {
                await app.Api.KillAsync();
                await app.Api.RestartAsync();
            }
            await follower.RestartAsync(app.Api.Client.BaseAddress!, Sandbox.AdminKey);
            for (var i = 0; i < 10; i++)
                users.Add(await app.NewUserAsync());
            await UntilAsync(() => users.TrueForAll(user => Printed(follower).Contains(user.Id)), follower);
        }
        // A page may be printed twice by a reader that was killed before it stored the cursor.
        Assert.Equal(users.Select(user => user.Id), Printed(follower).Distinct());
    }

    [Fact]
    public async Task A_wrong_key_ends_the_reader_with_the_reason()
    {
        var app = await apps.On(DatabaseKind.Sqlite);
        await using var follower = new GuideFollower();
        await follower.RestartAsync(app.Api.Client.BaseAddress!, "another-key-of-more-than-32-characters!");
        await follower.Exited.WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.Contains("Error: 401: ", follower.Output, StringComparison.Ordinal);
    }

    private static List<string> Printed(GuideFollower follower) =>
        [.. follower.Lines.Select(line => (string)JsonNode.Parse(line)!["userId"]!)];

    private static async Task UntilAsync(Func<bool> isSo, GuideFollower follower)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!isSo())
        {
            Assert.False(patience.IsCancellationRequested, $"Not printed. The reader wrote: {follower.Output}");
            await beat.WaitForNextTickAsync(CancellationToken.None);
        }
    }
}
