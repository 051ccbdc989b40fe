using System.Diagnostics;
using System.Net;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

public sealed class StoreFaultTests(Apps apps)
{
    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task A_row_that_cannot_be_read_fails_its_own_user_and_nobody_else(DatabaseKind kind)
    {
        await using var app = await apps.StartAsync(kind);
        var (broken, sound) = (Person.New(), Person.New());
        Expect.Taken(await app.DeliverAsync(broken.Created()));
        Expect.Taken(await app.DeliverAsync(sound.Created()));
        await app.Api.KillAsync();
        // PostgreSQL itself keeps out what is no JSON at all.
        var state = kind == DatabaseKind.Sqlite ? "{\"snapshot\":{" : "[1]";
        Assert.Equal(1, await app.Database.ExecuteAsync($"update users set state = '{state}' where external_id = @id", broken.Id));
        await app.Api.RestartAsync();

        var caller = await app.SignedInAsync(broken.Id);
        Expect.Unavailable(await app.DeliverAsync((broken with { UpdatedAt = Person.Epoch.AddDays(1) }).Updated()));
        Expect.Problem(await caller.StoreAsync(), HttpStatusCode.ServiceUnavailable);
        Expect.Problem(await caller.CurrentAsync(), HttpStatusCode.ServiceUnavailable);
        Expect.Problem(await caller.ProfileAsync(broken.Id), HttpStatusCode.ServiceUnavailable);
        Assert.Contains(app.Api.Output.Split('\n'), line => line.Contains(broken.Id, StringComparison.Ordinal));

        Expect.Ok(await (await app.SignedInAsync(sound.Id)).CurrentAsync());
        Expect.Taken(await app.DeliverAsync((sound with { LastName = "King", UpdatedAt = Person.Epoch.AddDays(1) }).Updated()));
        Assert.Equal(HttpStatusCode.OK, (await app.Api.GetAsync("/health/ready")).Status);
    }

    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task A_store_that_does_not_answer_is_reported_within_ten_seconds_and_used_again_when_it_does(DatabaseKind kind)
    {
        await using var app = await apps.StartAsync(kind);
        var user = Person.New();
        await using (var blocker = await app.Database.OpenAsync())
        await using (var block = blocker.CreateCommand())
        {
            block.CommandText = kind == DatabaseKind.Sqlite ? "begin immediate" : "begin; lock table users in access exclusive mode";
            await block.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
            var started = Stopwatch.GetTimestamp();
            Expect.Unavailable(await app.DeliverAsync(user.Created()));
            Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(11));
            Assert.Equal(HttpStatusCode.OK, (await app.Api.GetAsync("/health/live")).Status);
        }

        Expect.Taken(await app.DeliverAsync(user.Created()));
        Assert.Equal("Ada Lovelace", (string?)Expect.Ok(await (await app.SignedInAsync(user.Id)).CurrentAsync())["name"]);
    }

    [Fact]
    public async Task A_database_that_shuts_us_out_makes_the_process_unready_and_not_dead()
    {
        await using var app = await apps.StartAsync(DatabaseKind.Postgres);
        Expect.Taken(await app.DeliverAsync(Person.New().Created()));
        await app.Database.Postgres!.ShutOutAsync();
        Expect.Unavailable(await app.DeliverAsync(Person.New().Created()));
        await Readiness.IsSoonAsync(app.Api, ready: false);

        await app.Database.Postgres.LetInAsync();
        Expect.Taken(await app.DeliverAsync(Person.New().Created()));
        await Readiness.IsSoonAsync(app.Api, ready: true);
    }
}
