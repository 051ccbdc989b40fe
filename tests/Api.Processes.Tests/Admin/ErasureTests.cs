using System.Net;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

public sealed class ErasureTests(Apps apps, ITestOutputHelper output)
{
    private readonly string _mark = $"mark{Guid.NewGuid():N}";

    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task Who_is_erased_while_posting_leaves_no_text_and_takes_nothing_from_others(DatabaseKind kind)
    {
        var (app, channels) = (await apps.On(kind), new[] { Talk.NewChannel(), Talk.NewChannel() });
        var (person, other) = (Person.New(), await app.StoredAsync());
        var caller = await app.StoredAsync(person.Id, name: _mark);
        var (sent, enough) = (0, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        var senders = Enumerable.Range(0, 6).Select(PostUntilRefusedAsync).ToArray();
        await other.SendAllAsync(channels[0], ["kept 1", "kept 2"]);
        await enough.Task.WaitAsync(TimeSpan.FromSeconds(30));

        UnlinkTests.NoContent(await app.Admin.EraseAsync(person.Id));
        await Task.WhenAll(senders);

        output.WriteLine($"{sent} sent");
        Assert.Equal(0, await app.Database.RowsWithAsync(_mark));
        var all = await Talk.AllAsync(before => other.ChannelAsync(channels[0], limit: 100, before));
        Assert.Equal(["kept 1", "kept 2"], all.Texts().Where(body => body.Length > 0));
        Assert.All(all.Where(message => (string?)message["userId"] == person.Id).Texts("author"), name => Assert.Equal("Anonymous", name));
        UnlinkTests.NoContent(await app.Admin.EraseAsync(person.Id));
        Expect.Problem(await caller.StoreAsync(), HttpStatusCode.Gone);
        await Until.LoggedAsync(app.Api, $"admin called POST /admin/users/{{id}}/erase for user {person.Id}: 204");
        Assert.DoesNotContain(_mark, app.Api.Output, StringComparison.Ordinal);

        async Task PostUntilRefusedAsync(int n)
        {
            for (Answer answer; (answer = await caller.SendAsync($"{_mark} {n}", channels[n % 2])).Status != HttpStatusCode.Forbidden;)
            {
                Talk.Sent(answer);
                if (Interlocked.Increment(ref sent) == 200)
                    enough.SetResult();
            }
        }
    }

    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task An_erasure_whose_process_is_killed_is_finished_by_the_next_one(DatabaseKind kind)
    {
        await using var app = await apps.StartAsync(kind);
        var (person, body) = (Person.New(), $"{_mark} {new string('x', 3_000)}");
        var caller = await app.StoredAsync(person.Id);
        for (var n = 0; n < 12; n++)
            await Task.WhenAll(Enumerable.Range(0, 100).Select(async _ => Talk.Sent(await caller.SendAsync(body, $"channel {n % 3}"))));
        var before = await app.Database.RowsWithAsync(_mark);
        var erased = KilledAsync(app.Admin.EraseAsync(person.Id));
        int left;
        do
            left = await app.Database.RowsWithAsync(_mark);
        while (left == before);
        await app.Api.KillAsync();
        await erased;
        output.WriteLine($"{before} rows, {left} when it was killed, {await app.Database.RowsWithAsync(_mark)} after that");

        await app.Api.RestartAsync();
        await UntilGoneAsync(app.Database);
        UnlinkTests.NoContent(await app.Admin.EraseAsync(person.Id));
        if (kind == DatabaseKind.Postgres)
            return;
        await app.Api.StopAsync();
        Assert.False(app.Database.FilesHave(_mark));
    }

    [Fact]
    public async Task Users_who_were_deleted_before_or_never_heard_of_are_erased_too()
    {
        var (app, person) = (await apps.On(), Person.New());
        var caller = await app.StoredAsync(person.Id);
        Talk.Sent(await caller.SendAsync(_mark, Talk.NewChannel()));
        UnlinkTests.NoContent(await app.Admin.DeleteAsync(person.Id));
        Assert.NotEqual(0, await app.Database.RowsWithAsync(_mark));

        UnlinkTests.NoContent(await app.Admin.SendAsync(HttpMethod.Post, $"/admin/user/erase?id={person.Id}"));
        Assert.Equal(0, await app.Database.RowsWithAsync(_mark));
        UnlinkTests.NoContent(await app.Admin.EraseAsync(Person.New().Id));
        Expect.Problem(await app.Admin.EraseAsync(new string('x', 401)), HttpStatusCode.NotFound);
        Expect.Unauthorized(await new Admin(app.Api, key: null).EraseAsync(person.Id));
    }

    private static async Task KilledAsync(Task call)
    {
        try
        {
            await call;
        }
        catch (Exception killed) when (killed is HttpRequestException or IOException or OperationCanceledException)
        {
            // The process was killed during the call.
        }
    }

    private async Task UntilGoneAsync(UsersDatabase database)
    {
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (await database.RowsWithAsync(_mark) > 0)
            await beat.WaitForNextTickAsync(patience.Token);
    }
}
