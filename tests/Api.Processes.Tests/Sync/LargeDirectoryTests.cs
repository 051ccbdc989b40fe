using System.Text.Json.Nodes;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>A directory of 100,000 users, with everything at once.</summary>
public sealed class LargeDirectoryTests(Apps apps, ITestOutputHelper output)
{
    private const int Users = 100_000;
    private const int Changes = 1_000;
    private const int Budget = 300;

    [Fact]
    public async Task After_faults_changes_and_kills_the_copy_equals_the_provider_within_the_budget()
    {
        await using var sync = await SyncedClerk.StartAsync(
            apps.Foreign,
            DatabaseKind.Postgres,
            Enumerable.Range(0, Users).Select(number => FakeUser.Numbered(number)),
            settings => settings.With("Sync__RequestsPer10Seconds", $"{Budget}"));
        var seed = Random.Shared.Next();
        output.WriteLine($"seed: {seed}");
        sync.Clerk.RequestsPer10Seconds = Budget;
        sync.Clerk.DeletedCursor = DeletedCursor.NotFound;
        sync.Clerk.Faults = Fault.AtRandom(
            2, seed, Fault.Status(500), Fault.Html(502), Fault.CutOff, Fault.TruncatedJson, Fault.Reset,
            Fault.Slow(TimeSpan.FromSeconds(2)));
        var changing = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        // What changes after the last part of the run has begun is for the next one.
        sync.Clerk.BeforeAnswer = async request =>
        {
            if (request.Parameter("order_by") == "-updated_at" && request.Parameter("limit") == "500")
                await changing.Task;
        };

        await sync.StartRunAsync(new { deleteMissing = true });
        var changes = Task.Run(() => ChangeAsync(sync, new Random(seed)), TestContext.Current.CancellationToken);
        foreach (var seen in new[] { 20_000, 60_000 })
        {
            await sync.UntilAsync(status => (long)status["seen"]! >= seen);
            await sync.App.Api.KillAsync();
            await sync.App.Api.RestartAsync();
        }
        await changes;
        changing.SetResult();
        var end = await sync.UntilAsync(status => (string?)status["state"] != "running", TimeSpan.FromSeconds(180));
        output.WriteLine(end.ToJsonString());
        Assert.Equal("completed", (string?)end["state"]);
        Assert.Empty(await sync.DifferencesAsync());
        Assert.InRange(sync.Clerk.MaxIn10Seconds(), 1, Budget);
        Assert.Equal(0, sync.Clerk.CountOf(request => request.Status == 429));
        sync.Clerk.Faults = null;
        await FindLostChangesAsync(sync);
    }

    private async Task FindLostChangesAsync(SyncedClerk sync)
    {
        await sync.App.Api.RestartAsync(settings => settings.With("Sync__Schedule", "00:00:01"));
        await sync.UntilAsync(status => status["lanes"]!["deletion"] is not null);
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() - 60_000;
        foreach (var user in sync.Clerk.Users.Where((_, at) => at % 1_999 == 3).Take(50).ToList())
            sync.Clerk.Change(user.Id, before => before with { LastName = "Lost", UpdatedAt = now });
        var told = await sync.UntilAsync(status => (long)status["drift"]!["byPullOnly"]! >= 50);
        output.WriteLine($"head lane: {told["lanes"]!["head"]!["requests"]} requests");
        Assert.InRange((long)told["lanes"]!["head"]!["requests"]!, 1, 3);

        foreach (var user in sync.Clerk.Users.Where((_, at) => at % 9_973 == 5).Take(10).ToList())
            sync.Clerk.Delete(user.Id);
        told = await sync.UntilAsync(status => (long)status["lanes"]!["deletion"]!["goneThere"]! == 10);
        output.WriteLine($"deletion lane: {told["lanes"]!["deletion"]!["requests"]} requests");
        Assert.InRange((long)told["lanes"]!["deletion"]!["requests"]!, 10, 300);
    }

    private static async Task ChangeAsync(SyncedClerk sync, Random random)
    {
        var time = FakeUser.Epoch + (Users * 1000L);
        for (var made = 0; made < Changes; made++)
        {
            var (id, kind) = (FakeUser.Numbered(random.Next(Users)).Id, random.Next(10));
            time++;
            var isThere = sync.Clerk.Find(id) is not null;
            var body = kind == 0
                ? sync.Clerk.Events.Created(sync.Clerk.Add(FakeUser.New() with { CreatedAt = time, UpdatedAt = time }))
                : !isThere ? null
                : kind == 1 ? Deleted(id)
                : sync.Clerk.Events.Updated(sync.Clerk.Change(id, user => user with { LastName = $"At {time}", UpdatedAt = time }));
            if (body is null || random.Next(2) == 0)
                continue;
            try
            {
                await sync.App.DeliverAsync(body);
            }
            catch (HttpRequestException)
            {
                // The process was killed: the webhook is lost.
            }
            catch (ObjectDisposedException)
            {
                // As before, between two processes.
            }
        }

        JsonObject Deleted(string id)
        {
            sync.Clerk.Delete(id);
            return sync.Clerk.Events.Deleted(id);
        }
    }
}
