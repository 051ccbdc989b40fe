using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>What is told to clients whose changes are no longer there: removed after seven days, or lost by a restored back-up.</summary>
public sealed class ChangeRetentionTests(FeedApps apps) : IClassFixture<FeedApps>
{
    [Theory]
    [InlineData(DatabaseKind.Sqlite, "strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-8 days')")]
    [InlineData(DatabaseKind.Postgres, "now() - interval '8 days'")]
    public async Task After_eight_days_old_changes_are_gone_and_a_client_that_has_read_them_goes_on(DatabaseKind kind, string eightDaysAgo)
    {
        var app = await apps.On(kind);
        var readers = new List<FeedReader>();
        foreach (var user in new[] { Person.New(), Person.New(), Person.New() })
        {
            readers.Add(await FeedReader.FromNowAsync(app));
            Expect.Taken(await app.DeliverAsync(user.Created()));
        }
        // The newest entry is never removed. That has to be the third: whoever reads gives it its place in the journal.
        await FeedReader.FromNowAsync(app);
        await app.Database.ExecuteAsync($"update user_changes set at = {eightDaysAgo}", "");
        // The process removes when it starts, and then every minute.
        await app.Api.RestartAsync();
        await Until.AnswerAsync(() => FeedReader.GetAsync(app, ""), answer => answer.Json!["items"]!.AsArray().Count == 1);

        await readers[0].IsGoneAsync();
        await readers[1].IsGoneAsync();
        Assert.Equal(1, await readers[2].NextAsync());
    }

    [Fact]
    public async Task After_a_back_up_of_the_SQLite_file_was_restored_a_later_cursor_is_gone_and_an_earlier_one_goes_on()
    {
        var app = await apps.On(DatabaseKind.Sqlite);
        var (file, earlier) = (app.Database.Path!, await FeedReader.FromNowAsync(app));
        Expect.Taken(await app.DeliverAsync(Person.New().Created()));
        await app.Api.StopAsync();
        File.Copy(file, file + ".backup");
        await app.Api.RestartAsync();
        Expect.Taken(await app.DeliverAsync(Person.New().Created()));
        var later = await FeedReader.FromNowAsync(app);
        await app.Api.StopAsync();
        File.Move(file + ".backup", file, overwrite: true);
        await app.Api.RestartAsync();

        await IsNoticedAsync(app, earlier, later);
    }

    [Fact]
    public async Task After_a_dump_of_the_PostgreSQL_database_was_restored_a_later_cursor_is_gone_and_an_earlier_one_goes_on()
    {
        var app = await apps.On(DatabaseKind.Postgres);
        var earlier = await FeedReader.FromNowAsync(app);
        Expect.Taken(await app.DeliverAsync(Person.New().Created()));
        await using var restored = UsersDatabase.Of(await app.Database.Postgres!.RestoreDumpAsync());
        Expect.Taken(await app.DeliverAsync(Person.New().Created()));
        var later = await FeedReader.FromNowAsync(app);

        await using var process = await ApiProcess.StartAsync(app.Settings with { Database = restored });
        await IsNoticedAsync(app, earlier, later, process);
    }

    // Also when as many changes were stored since then as were lost.
    private static async Task IsNoticedAsync(Sandbox app, FeedReader earlier, FeedReader later, ApiProcess? process = null)
    {
        process ??= app.Api;
        await later.IsGoneAsync(process);
        for (var i = 0; i < 2; i++)
        {
            Expect.Taken(await process.DeliverAsync(app.Secret, Person.New().Created()));
            await later.IsGoneAsync(process);
        }
        Assert.Equal(3, await earlier.NextAsync(at: process));
    }
}
