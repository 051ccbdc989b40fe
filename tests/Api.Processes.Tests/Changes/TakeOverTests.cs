using System.Diagnostics;
using System.Net;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>One process of a cluster sends, and another one takes over. Nothing waits for a receiver that does not answer.</summary>
[Collection(nameof(SerialTests))]
public sealed class TakeOverTests(Apps apps, ITestOutputHelper output)
{
    private const string Sends = "This process sends changes of users";

    [Fact]
    public async Task Another_process_takes_over_from_one_that_is_killed_and_from_one_that_stops()
    {
        await using var receiver = new FakeReceiver();
        await using var app = await apps.StartAsync(DatabaseKind.Postgres, settings => settings.SendingTo(receiver));
        await Until.LoggedAsync(app.Api, Sends);
        await using var second = await app.StartPeerAsync();
        await using var third = await app.StartPeerAsync();
        var users = await app.NewUsersAsync(100);
        await receiver.AllArriveAsync(users.Select(user => user.Id), 1);
        Assert.DoesNotContain(Sends, second.Output + third.Output, StringComparison.Ordinal);

        // What is saved as delivered is not sent again.
        await SavedAsync(app.Database);
        // Killed in the middle of changes.
        var changing = ChangeAsync(second, app.Secret, users, 1);
        await receiver.UntilAsync(received => received.Any(change => change.Version == 2), SendingApp.Patience);
        await app.Api.KillAsync();
        var watch = Stopwatch.StartNew();
        await changing;
        await receiver.AllArriveAsync(users.Select(user => user.Id), 2);
        output.WriteLine($"All had arrived {watch.Elapsed.TotalSeconds:F1} s after SIGKILL of the sender.");
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 14);
        Assert.All(users, user => receiver.AssertInOrder(user.Id, 2));
        Assert.All(users, user => Assert.Single(receiver.Of(user.Id), change => change.Version == 1));

        var (sender, other) = second.Output.Contains(Sends, StringComparison.Ordinal) ? (second, third) : (third, second);
        Assert.DoesNotContain(Sends, other.Output, StringComparison.Ordinal);
        await ChangeAsync(other, app.Secret, users, 2);
        await receiver.AllArriveAsync(users.Select(user => user.Id), 3);
        var stopping = sender.StopAsync();
        watch.Restart();
        await ChangeAsync(other, app.Secret, users[..1], 3);
        await receiver.ArrivesAsync(users[0].Id, 4);
        output.WriteLine($"A change arrived {watch.Elapsed.TotalSeconds:F1} s after SIGTERM of the sender.");
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 4);
        await stopping;
        Assert.Contains("does not send changes of users any more", sender.Output, StringComparison.Ordinal);
        Assert.All(users, user => Assert.Single(receiver.Of(user.Id), change => change.Version == 3));
    }

    [Fact]
    public async Task Another_process_takes_over_from_one_that_is_frozen_and_the_order_holds_when_that_one_goes_on()
    {
        await using var receiver = new FakeReceiver();
        await using var app = await apps.StartAsync(DatabaseKind.Postgres, settings => settings.SendingTo(receiver));
        await Until.LoggedAsync(app.Api, Sends);
        await using var second = await app.StartPeerAsync();
        var users = await app.NewUsersAsync(30);
        await receiver.AllArriveAsync(users.Select(user => user.Id), 1);

        var changing = ChangeAsync(second, app.Secret, users, 1);
        await receiver.UntilAsync(received => received.Any(change => change.Version == 2), SendingApp.Patience);
        await app.Api.FreezeAsync();
        await changing;
        await Until.LoggedAsync(second, Sends);
        await receiver.AllArriveAsync(users.Select(user => user.Id), 2);
        changing = ChangeAsync(second, app.Secret, users, 2);
        await app.Api.ThawAsync();
        await changing;
        await app.Api.Exited;
        await receiver.AllArriveAsync(users.Select(user => user.Id), 3);
        Assert.All(users, user => receiver.AssertInOrder(user.Id, 3));
    }

    [Fact]
    public async Task A_database_that_is_away_while_changes_are_sent_delays_them_and_loses_none()
    {
        await using var receiver = new FakeReceiver();
        await using var server = await PostgresServer.StartAsync();
        await using var database = await UsersDatabase.CreateAsync(server);
        await using var app = await Sandbox.StartAsync(apps.Foreign, database, settings => settings.SendingTo(receiver));
        var users = await app.NewUsersAsync(30);
        await receiver.UntilAsync(received => received.Count > 0, SendingApp.Patience);
        for (var change = 1; change <= 3; change++)
        {
            await ChangeAsync(app.Api, app.Secret, users, change);
            await (change == 2 ? server.CrashAsync() : server.StopAsync());
            await Readiness.IsSoonAsync(app.Api, ready: false);
            await server.StartAgainAsync();
            await Readiness.IsSoonAsync(app.Api, ready: true);
        }
        await receiver.AllArriveAsync(users.Select(user => user.Id), 4);
        Assert.All(users, user => receiver.AssertInOrder(user.Id, 4));
    }

    [Fact]
    public async Task A_receiver_that_never_answers_delays_no_webhook_and_no_stop()
    {
        await using var receiver = new FakeReceiver();
        var isHanging = true;
        var accept = receiver.Answer;
        receiver.Answer = (change, connection, stop) =>
            isHanging ? Task.Delay(Timeout.Infinite, stop) : accept(change, connection, stop);
        await using var app = await apps.StartAsync(DatabaseKind.Sqlite, settings => settings.SendingTo(receiver));
        var first = await app.NewUsersAsync(30);
        await receiver.UntilAsync(received => received.Count == 16, SendingApp.Patience);

        var slowest = TimeSpan.Zero;
        var users = new List<Person>(first);
        for (var i = 0; i < 100; i++)
        {
            var watch = Stopwatch.StartNew();
            users.AddRange(await app.NewUsersAsync(1));
            slowest = watch.Elapsed > slowest ? watch.Elapsed : slowest;
        }
        output.WriteLine($"The slowest of 100 webhooks took {slowest.TotalMilliseconds:F0} ms while 16 messages waited for the receiver.");
        Assert.InRange(slowest.TotalSeconds, 0, 1);

        var stop = Stopwatch.StartNew();
        await app.Api.StopAsync();
        output.WriteLine($"The process stopped within {stop.Elapsed.TotalSeconds:F1} s.");
        Assert.InRange(stop.Elapsed.TotalSeconds, 0, 4);
        Assert.Null((await app.Database.QueryAsync("select sender from change_delivery"))[0]["sender"]);

        isHanging = false;
        await app.Api.RestartAsync();
        await receiver.AllArriveAsync(users.Select(user => user.Id), 1);
    }

    [Fact]
    public async Task A_message_without_an_answer_is_given_up_after_10_s()
    {
        await using var receiver = new FakeReceiver();
        var accept = receiver.Answer;
        receiver.Answer = (change, connection, stop) =>
            receiver.Received.Count == 1 ? Task.Delay(Timeout.Infinite, stop) : accept(change, connection, stop);
        await using var app = await apps.StartAsync(DatabaseKind.Sqlite, settings => settings.SendingTo(receiver));
        var user = (await app.NewUsersAsync(1))[0];
        await receiver.UntilAsync(received => received.Count == 2, SendingApp.Patience);
        var tries = receiver.Of(user.Id);
        Assert.InRange(TimeProvider.System.GetElapsedTime(tries[0].At, tries[1].At).TotalSeconds, 10.4, 13);
        await Until.LoggedAsync(app.Api, "It did not answer within 10 s.", "has accepted all changes that had failed");
    }

    // Progress is saved every second.
    private static async Task SavedAsync(UsersDatabase database)
    {
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        using var patience = new CancellationTokenSource(SendingApp.Patience);
        const string IsSaved = """
            select undelivered = '[]' and position = (select max(position) from change_positions) as is_saved from change_delivery
            """;
        while ((await database.QueryAsync(IsSaved))[0]["is_saved"] is not true)
            await beat.WaitForNextTickAsync(patience.Token);
    }

    // The provider repeats what was answered 503.
    private static Task ChangeAsync(ApiProcess api, string secret, IEnumerable<Person> users, int number) =>
        Task.WhenAll(users.Select(async user =>
        {
            var answer = await api.DeliverAsync(secret, user.AfterChange(number).Updated());
            while (answer.Status == HttpStatusCode.ServiceUnavailable)
                answer = await api.DeliverAsync(secret, user.AfterChange(number).Updated());
            Expect.Taken(answer);
        }));
}
