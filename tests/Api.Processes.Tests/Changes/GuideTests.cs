using System.Net;
using System.Text.RegularExpressions;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>The receivers of docs/changes.md write one welcome mail for each user, whatever is killed and repeated.</summary>
public sealed partial class GuideTests(Apps apps)
{
    private static readonly string Page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "changes.md"));

    [Theory, InlineData("csharp", "receiver.cs"), InlineData("js", "receiver.mjs"), InlineData("xml", "Receiver.csproj")]
    [InlineData("js", "follow.mjs")]
    public void The_guide_shows_the_files_as_they_are(string language, string file)
    {
        var shown = Block().Matches(Page).Where(block => block.Groups[1].Value == language).Select(block => block.Groups[2].Value);
        Assert.Contains(File.ReadAllText(Path.Combine(Repository.Root, "docs", "changes", file)), shown);
    }

    [Theory, InlineData("C#"), InlineData("Node")]
    public async Task Each_created_user_gets_one_welcome_mail_although_messages_are_repeated_and_processes_are_killed(string language)
    {
        await using var guide = await GuideReceiver.StartAsync(language, Sending.Secret);
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        var target = new Uri($"http://127.0.0.1:{guide.Port}/changes");
        await using var line = new FakeReceiver();
        // A line to the receiver that loses every second first answer, so that the message comes again.
        line.Answer = async (change, connection, stop) =>
        {
            var status = await ForwardAsync(client, target, change, stop);
            var isLost = change.Id[^1] % 2 == 0 && line.Of(change.UserId).Count(other => other.Id == change.Id) == 1;
            if (status is null || isLost)
                connection.Close();
            else
                await FakeReceiver.WriteAsync(connection, $"HTTP/1.1 {(int)status} Answered\r\nContent-Length: 0\r\n\r\n", stop);
        };
        await using var app = await apps.StartAsync(DatabaseKind.Sqlite, settings => settings.SendingTo(line));

        var users = new List<Person>();
        await CreateAsync();
        await line.UntilAsync(received => received.Count > 20, SendingApp.Patience);
        await guide.KillAsync();
        await CreateAsync();
        await line.UntilAsync(received => received.Any(change => change.UserId == users[^1].Id), SendingApp.Patience);
        await guide.RestartAsync();
        await CreateAsync();
        await line.UntilAsync(received => received.Any(change => change.UserId == users[^10].Id), SendingApp.Patience);
        await app.Api.KillAsync();
        await app.Api.RestartAsync();
        await CreateAsync();

        var expected = users.Select(user => user.Email).Order().ToArray();
        await line.UntilAsync(_ => guide.Mails().Distinct().Count() == expected.Length, SendingApp.Patience);
        // The last messages may still come again.
        await line.UntilAsync(received => users.TrueForAll(user => received.Any(Is(user, 2))), SendingApp.Patience);
        Assert.Equal(expected, guide.Mails().Order());
        Assert.True(line.Received.Count > 3 * users.Count, $"Only {line.Received.Count} messages were sent.");

        // Whoever does not know the secret has no effect.
        using var forged = new HttpRequestMessage(HttpMethod.Post, target);
        forged.Content = new ByteArrayContent(line.Received[0].Body);
        Assert.Equal(HttpStatusCode.BadRequest, (await client.SendAsync(forged)).StatusCode);

        async Task CreateAsync()
        {
            for (var i = 0; i < 15; i++)
            {
                var user = Person.New();
                user = user with { Email = $"{user.Id}@example.test" };
                Expect.Taken(await app.DeliverAsync(user.Created()));
                Expect.Taken(await app.DeliverAsync(user.AfterChange(1).Updated()));
                users.Add(user);
            }
        }
    }

    private static Func<ReceivedChange, bool> Is(Person user, long version) =>
        change => change.UserId == user.Id && change.Version == version;

    private static async Task<HttpStatusCode?> ForwardAsync(HttpClient client, Uri target, ReceivedChange change, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, target) { Content = new ByteArrayContent(change.Body) };
        foreach (var (name, value) in change.Headers.Where(header => header.Key.StartsWith("webhook-", StringComparison.Ordinal)))
            request.Headers.TryAddWithoutValidation(name, value);
        try
        {
            using var response = await client.SendAsync(request, stop);
            return response.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    [GeneratedRegex("^```([a-z]+)\n(.+?)^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Block();
}
