using System.Net;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>Events that are dated ahead: taken at their word they would win over all that follow.</summary>
public sealed class FutureTimeTests(Apps apps)
{
    private static readonly DateTimeOffset Far = new(2099, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task A_change_dated_long_after_its_event_counts_as_of_the_event_and_the_next_one_wins()
    {
        var (app, user) = (await apps.On(), Person.New());
        var caller = await app.SignedInAsync(user.Id);
        var far = user with { LastName = "Far", UpdatedAt = Far, SentAt = Person.Epoch.AddSeconds(5) };
        foreach (var body in new[] { far.Updated(), far.Updated() })
            Expect.Taken(await app.DeliverAsync(body));
        var shown = Expect.Ok(await caller.CurrentAsync());
        Assert.Equal(("Far", 1), ((string?)shown["lastName"], (int)shown["version"]!));
        Assert.Equal("2025-10-09T08:53:25.000Z", (string?)shown["updatedAt"]);
        Expect.Taken(await app.DeliverAsync((user with { LastName = "Next", UpdatedAt = Person.Epoch.AddSeconds(6) }).Updated()));
        Assert.Equal("Next", (string?)Expect.Ok(await caller.CurrentAsync())["lastName"]);
    }

    [Theory, InlineData(600_000, true), InlineData(600_001, false), InlineData(-600_001, true)]
    public void A_change_may_be_dated_ten_minutes_after_its_event(int milliseconds, bool counts)
    {
        var said = EventReading.Said(ProviderKind.Clerk, $"\"updated_at\":{1_760_000_000_123 + milliseconds}");
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1_760_000_000_123 + (counts ? milliseconds : 0)), said.UpdatedAt);
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1_760_000_000_123), said.SentAt);
    }

    [Theory]
    [InlineData("\"timestamp\":1760000600000,", "\"updated_at\":4102444800000", false)]
    [InlineData("\"timestamp\":1760000600001,", "\"updated_at\":1", true)]
    [InlineData("\"timestamp\":\"2099-01-01\",", "\"x\":1", true)]
    [InlineData("", "\"updated_at\":1760000600000", false)]
    [InlineData("", "\"updated_at\":1760000600001", true)]
    [InlineData("", "\"x\":1", false)]
    [InlineData("\"timestamp\":1760000600000,", "\"created_at\":4102444800000,\"last_sign_in_at\":4102444800000", false)]
    public void An_event_is_ahead_by_its_own_time_or_without_one_by_that_of_the_change(string envelope, string fields, bool isAhead)
    {
        var now = DateTimeOffset.FromUnixTimeMilliseconds(1_760_000_000_000);
        var json = $$$"""{{{{envelope}}}"type":"user.updated","data":{"id":"user_1",{{{fields}}}}}""";
        var read = EventReading.Read(ProviderKind.Clerk, json)!;
        Assert.Equal(isAhead, read.TimeAhead(now) is not null);
    }

    [Fact]
    public async Task An_event_dated_ahead_of_our_clock_is_503_and_told_with_both_clocks_and_changes_nothing()
    {
        await using var app = await apps.StartAsync(DatabaseKind.Sqlite);
        var user = Person.New();
        var caller = await app.SignedInAsync(user.Id);
        Expect.Taken(await app.DeliverAsync(user.Created()));
        var ahead = user with { LastName = "Far", UpdatedAt = Far };
        var near = user with { LastName = "Far", UpdatedAt = Now.AddMinutes(11) };
        foreach (var body in new[] { ahead.Created(), ahead.Updated(), near.Updated() })
            Expect.Unavailable(await app.DeliverAsync(body));
        var deletion = user.Deleted();
        deletion["timestamp"] = Far.ToUnixTimeMilliseconds();
        Expect.Unavailable(await app.DeliverAsync(deletion));
        Assert.Equal("Lovelace", (string?)Expect.Ok(await caller.CurrentAsync())["lastName"]);

        var told = Assert.Single(app.Api.Output.Split('\n'), line => line.Contains("dated", StringComparison.Ordinal));
        Assert.Contains("2099-01-01T00:00:00", told, StringComparison.Ordinal);
        Assert.Contains($"{Now.UtcDateTime:yyyy-MM-dd}", told, StringComparison.Ordinal);
        Assert.DoesNotContain(user.Id, told, StringComparison.Ordinal);

        // What would change nothing is none the wiser about clocks.
        var session = ahead.FromVector("session.created");
        session["timestamp"] = Far.ToUnixTimeMilliseconds();
        Expect.Taken(await app.DeliverAsync(session));
        Expect.Taken(await app.DeliverAsync((user with { LastName = "Near", UpdatedAt = Now.AddMinutes(9) }).Updated()));
        Assert.Equal("Near", (string?)Expect.Ok(await caller.CurrentAsync())["lastName"]);
        Expect.Taken(await app.DeliverAsync(user.Deleted()));
        Expect.Problem(await caller.CurrentAsync(), HttpStatusCode.NotFound);
        var metrics = await app.Api.AskAsync("/metrics", Operator.Key(Sandbox.AdminKey));
        Assert.Equal(4, WebhookCounts.Of(metrics.Body, "outcome=\"ahead\""));
    }
}
