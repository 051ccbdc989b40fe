using System.Net;
using CsCheck;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

public sealed class ConvergenceTests(Apps apps)
{
    private const int Histories = 100;

    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task Any_order_with_any_repeats_leads_to_the_same_user(DatabaseKind kind)
    {
        var app = await apps.On(kind);
        // A failure prints the seed that brings its history back.
        await History.Any.SampleAsync(
            async history => await EndOfAsync(app, history.One) == await EndOfAsync(app, history.Other),
            iter: Histories,
            threads: 1);
    }

    [Fact]
    public async Task A_late_update_does_not_revive_a_deleted_user()
    {
        var (app, user) = (await apps.On(), Person.New());
        Expect.Taken(await app.DeliverAsync(user.Created()));
        Expect.Taken(await app.DeliverAsync(user.Deleted()));
        Expect.Taken(await app.DeliverAsync((user with { UpdatedAt = Person.Epoch.AddDays(90) }).Updated()));
        Assert.Equal(HttpStatusCode.NotFound, (await (await app.SignedInAsync(user.Id)).CurrentAsync()).Status);
    }

    [Fact]
    public async Task A_deletion_that_arrives_before_the_creation_is_not_lost()
    {
        var (app, user) = (await apps.On(), Person.New());
        Expect.Taken(await app.DeliverAsync(user.Deleted()));
        Expect.Taken(await app.DeliverAsync(user.Created()));
        var caller = await app.SignedInAsync(user.Id);
        Assert.Equal(HttpStatusCode.NotFound, (await caller.CurrentAsync()).Status);
        Assert.Equal(HttpStatusCode.Gone, (await caller.StoreAsync()).Status);
    }

    [Fact]
    public async Task An_old_event_does_not_overwrite_a_newer_state_and_a_replay_writes_nothing()
    {
        var (app, user) = (await apps.On(), Person.New());
        var newer = user with { LastName = "King", UpdatedAt = Person.Epoch.AddSeconds(1) };
        Expect.Taken(await app.DeliverAsync(newer.Updated()));
        var row = await RowAsync(app, user.Id);

        Expect.Taken(await app.DeliverAsync(user.Created()));
        Expect.Taken(await app.DeliverAsync(newer.Updated()));
        Assert.Equal(row, await RowAsync(app, user.Id));
        Assert.Equal("Ada King", (string?)Expect.Ok(await (await app.SignedInAsync(user.Id)).CurrentAsync())["name"]);
    }

    private static async Task<string> RowAsync(Sandbox app, string id)
    {
        var rows = await app.Database.QueryAsync("select version, revision, state from users where external_id = @id", id);
        return string.Join('|', Assert.Single(rows).Values);
    }

    private static async Task<string> EndOfAsync(Sandbox app, IEnumerable<Step> steps)
    {
        var id = Person.New().Id;
        foreach (var step in steps)
            await step.ApplyAsync(app, id);

        var end = await (await app.SignedInAsync(id)).CurrentAsync();
        if (end.Status == HttpStatusCode.NotFound)
            return "gone";
        var user = Expect.Ok(end).AsObject();
        // How many changes could be seen on the way depends on the way.
        user.Remove("version");
        return user.ToJsonString().Replace(id, "its id", StringComparison.Ordinal);
    }
}
