using System.Net.Sockets;
using System.Text;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>Whatever a receiver does to a message, it gets it again, and others are not held up.</summary>
public sealed class ReceiverFaultTests(SendingApp sending) : IClassFixture<SendingApp>
{
    private readonly Sandbox _app = sending.App;
    private readonly FakeReceiver _receiver = sending.Receiver;

    public static TheoryData<string> Faults => [.. Answers.Keys];

    private static Dictionary<string, Func<NetworkStream, CancellationToken, Task>> Answers { get; } = new()
    {
        ["an error"] = Text("HTTP/1.1 500 Internal Server Error\r\nContent-Length: 5\r\n\r\nsorry"),
        ["gone"] = Text("HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n"),
        ["a redirect"] = Text("HTTP/1.1 307 Temporary Redirect\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n"),
        ["another protocol"] = Text("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n"),
        ["nonsense"] = Text("SSH-2.0-OpenSSH_9.6\r\n\r\n\0\u0001\u0002"),
        ["nothing, and closes"] = (connection, _) => Close(connection),
        ["half a line, and closes"] = async (connection, stop) =>
        {
            await FakeReceiver.WriteAsync(connection, "HTTP/1.1 200", stop);
            await Close(connection);
        },
        ["an error without an end"] = (connection, stop) => Endless(connection, "HTTP/1.1 500 Oh\r\n\r\n", "oh ", stop),
        ["headers without an end"] = (connection, stop) => Endless(connection, "HTTP/1.1 200 OK\r\n", "x-more: and more\r\n", stop),
    };

    [Theory, MemberData(nameof(Faults))]
    public async Task It_gets_the_same_message_again_before_the_users_next_change(string fault)
    {
        var user = Person.New();
        AnswerOnce(user.Id, version: 1, Answers[fault]);
        Expect.Taken(await _app.DeliverAsync(user.Created()));
        Expect.Taken(await _app.DeliverAsync(user.AfterChange(1).Updated()));
        await _receiver.ArrivesAsync(user.Id, 2);

        var received = _receiver.Of(user.Id);
        Assert.Equal([1, 1, 2], received.Select(change => change.Version));
        Assert.Equal(received[0].Id, received[1].Id);
        Assert.NotEqual(received[0].Id, received[2].Id);
        Assert.InRange(Seconds(received[0], received[1]), 0.9, 10);
        Assert.DoesNotContain(_receiver.Received, change => change.Target != "/changes?key=sesame");
        await Until.LoggedAsync(_app.Api, "did not accept version 1 of user", "has accepted all changes that had failed");
    }

    [Fact]
    public async Task An_answer_with_a_body_that_never_ends_is_an_answer()
    {
        var user = Person.New();
        AnswerOnce(user.Id, 1, (connection, stop) => Endless(connection, "HTTP/1.1 200 OK\r\n\r\n", "yes ", stop));
        Expect.Taken(await _app.DeliverAsync(user.Created()));
        Expect.Taken(await _app.DeliverAsync(user.AfterChange(1).Updated()));
        await _receiver.ArrivesAsync(user.Id, 2);
        Assert.Equal([1, 2], _receiver.Of(user.Id).Select(change => change.Version));
    }

    [Fact]
    public async Task A_user_that_is_always_refused_holds_up_nobody_and_is_told_once()
    {
        var (refused, isRefusing) = (Person.New(), true);
        On(change => isRefusing && change.UserId == refused.Id, Text("HTTP/1.1 422 No\r\nContent-Length: 0\r\n\r\n"));
        Expect.Taken(await _app.DeliverAsync(refused.Created()));
        Expect.Taken(await _app.DeliverAsync(refused.AfterChange(1).Updated()));
        await _receiver.UntilAsync(received => received.Count(change => change.UserId == refused.Id) >= 2, SendingApp.Patience);

        var others = await _app.NewUsersAsync(50);
        await _receiver.AllArriveAsync(others.Select(other => other.Id), 1);
        await _receiver.UntilAsync(received => received.Count(change => change.UserId == refused.Id) >= 3, SendingApp.Patience);
        var tries = _receiver.Of(refused.Id);
        Assert.All(tries, change => Assert.Equal((1, tries[0].Id), (change.Version, change.Id)));
        Assert.InRange(Seconds(tries[1], tries[2]), 1.7, 20);
        await Until.LoggedAsync(_app.Api, $"did not accept version 1 of user {refused.Id}. It answered with status 422.");
        Assert.Equal(1, Count(_app.Api.Output, "status 422"));

        // Other tests wait until all that had failed is accepted.
        isRefusing = false;
        await _receiver.ArrivesAsync(refused.Id, 2);
    }

    [Fact]
    public async Task A_slow_receiver_gets_all_in_order()
    {
        var users = Enumerable.Range(0, 20).Select(_ => Person.New()).ToArray();
        foreach (var user in users)
        {
            AnswerAlways(user.Id, async (connection, stop) =>
            {
                await Task.Delay(50, stop);
                foreach (var part in FakeReceiver.Accepted.Chunk(9))
                    await FakeReceiver.WriteAsync(connection, new string(part), stop);
            });
            Expect.Taken(await _app.DeliverAsync(user.Created()));
            Expect.Taken(await _app.DeliverAsync(user.AfterChange(1).Updated()));
        }
        await _receiver.AllArriveAsync(users.Select(user => user.Id), 2);
        Assert.All(users, user => Assert.Equal([1, 2], _receiver.Of(user.Id).Select(change => change.Version)));
    }

    private static double Seconds(ReceivedChange first, ReceivedChange second) =>
        TimeProvider.System.GetElapsedTime(first.At, second.At).TotalSeconds;

    private static int Count(string text, string part) => text.Split(part).Length - 1;

    private static Func<NetworkStream, CancellationToken, Task> Text(string answer) =>
        (connection, stop) => FakeReceiver.WriteAsync(connection, answer, stop);

    private static Task Close(NetworkStream connection)
    {
        connection.Close();
        return Task.CompletedTask;
    }

    // Until the other side closes the connection.
    private static async Task Endless(NetworkStream connection, string head, string part, CancellationToken stop)
    {
        await FakeReceiver.WriteAsync(connection, head, stop);
        var many = new StringBuilder().Insert(0, part, 1_000).ToString();
        while (true)
            await FakeReceiver.WriteAsync(connection, many, stop);
    }

    private void AnswerOnce(string userId, long version, Func<NetworkStream, CancellationToken, Task> answer) => On(
        change => change.UserId == userId && change.Version == version && _receiver.Of(userId).Count == 1, answer);

    private void AnswerAlways(string userId, Func<NetworkStream, CancellationToken, Task> answer) =>
        On(change => change.UserId == userId, answer);

    private void On(Func<ReceivedChange, bool> isMeant, Func<NetworkStream, CancellationToken, Task> answer)
    {
        var before = _receiver.Answer;
        _receiver.Answer = (change, connection, stop) =>
            isMeant(change) ? answer(connection, stop) : before(change, connection, stop);
    }
}
