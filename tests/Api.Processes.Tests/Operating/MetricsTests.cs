using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

public sealed partial class MetricsTests(Apps apps)
{
    [Fact]
    public async Task They_count_what_an_operator_has_to_see()
    {
        await using var app = await apps.StartAsync(DatabaseKind.Postgres);
        var user = await app.NewUserAsync();
        var caller = await app.SignedInAsync(user.Id);
        Expect.Ok(await caller.CurrentAsync());
        await using var stream = await caller.LiveAsync();
        await stream.NextAsync();

        var metrics = await ReadAsync(app);
        Assert.Equal(1, Value(metrics, "orleans_users_webhook_events_total", "outcome=\"applied\"", "type=\"user.created\""));
        Assert.Equal(1, Value(metrics, "orleans_users_live_open"));
        Assert.True(Value(metrics, "orleans_users_store_batch_size_sum", "kind=\"write\"") >= 1);
        Assert.True(Value(metrics, "orleans_users_store_batch_duration_seconds_count", "kind=\"write\"", "failed=\"false\"") >= 1);
        foreach (var ofJournal in new[] { "size_bytes", "entries", "oldest_seconds", "removed_early_total" })
            Assert.Matches($@"(?m)^orleans_users_changes_{ofJournal}\b", metrics);
        string[] labels = ["http_route=\"/users/current\"", "http_response_status_code=\"200\""];
        Assert.True(Value(metrics, "http_server_request_duration_seconds_count", labels) >= 1);
        Assert.True(Value(metrics, "orleans_grains", "\"user\"") >= 1);
        Assert.True(Value(metrics, "kestrel_active_connections") >= 1);
        Assert.True(Value(metrics, "dotnet_process_memory_working_set_bytes") > 0);
        Assert.Contains("db_client_", metrics, StringComparison.Ordinal);
        // The first value of the start and that of the event, which is of 2025.
        Assert.Equal(2, Value(metrics, "orleans_users_webhook_age_seconds_count", "provider=\"clerk\""));
        Assert.True(Value(metrics, "orleans_users_webhook_age_seconds_sum", "provider=\"clerk\"") > 1_000_000);
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        Assert.InRange(Value(metrics, "orleans_users_webhook_last_stored_seconds", "provider=\"clerk\""), now - 60, now + 1);
        Assert.Equal(1, Value(metrics, "orleans_users_keys_fetches_total", app.Clerk.Issuer.Url, "outcome=\"fetched\""));
        Assert.InRange(Value(metrics, "orleans_users_keys_age_seconds", app.Clerk.Issuer.Url), 0.001, 60);
        Assert.Equal(1, Value(metrics, "orleans_users_cluster_members"));
        Assert.True(Value(metrics, "process_uptime_seconds") > 0);

        await app.Database.Postgres!.ShutOutAsync();
        Expect.Unavailable(await app.DeliverAsync(Person.New().Created()));
        await app.Database.Postgres.LetInAsync();
        // What was collected a moment ago is given out again.
        await Until.AnswerAsync(
            () => app.Api.AskAsync("/metrics", Operator.Key(Sandbox.AdminKey)),
            metrics => Value(metrics.Body, "orleans_users_store_batch_duration_seconds_count", "failed=\"true\"") > 0
                && Value(metrics.Body, "orleans_users_store_failures_total", "kind=\"write\"") > 0
                && Value(metrics.Body, "orleans_users_webhook_events_total", "outcome=\"failed\"") == 1);
    }

    [Fact]
    public async Task What_callers_send_makes_no_labels()
    {
        await using var app = await apps.StartAsync(DatabaseKind.Postgres);
        var user = await app.NewUserAsync();
        var caller = await app.SignedInAsync(user.Id);
        await caller.ProfileAsync(user.Id);
        await caller.SendAsync("Hello", "a-channel-of-theirs");
        await app.Api.GetAsync($"/nowhere/{user.Id}");
        await app.Admin.DeleteAsync(user.Id);
        for (var i = 0; i < 5; i++)
        {
            var strange = user.Created();
            strange["type"] = $"made-up.{user.Id}.{i}";
            Expect.Taken(await app.DeliverAsync(strange));
        }

        var metrics = await ReadAsync(app);
        Assert.Equal(5, Value(metrics, "orleans_users_webhook_events_total", "outcome=\"ignored\"", "type=\"other\""));
        string[] unwanted =
            [user.Id, "a-channel-of-theirs", "made-up", "/nowhere", user.Email, app.Database.Postgres!.Name, "Host=", "Username="];
        foreach (var theirs in unwanted)
            Assert.DoesNotContain(theirs, metrics, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_process_has_read_users_before_its_first_caller_comes()
    {
        await using var app = await apps.StartAsync(DatabaseKind.Sqlite);
        Assert.True(Value(await ReadAsync(app), "orleans_users_store_batch_size_sum", "kind=\"read\"") >= 1);
    }

    private static async Task<string> ReadAsync(Sandbox app)
    {
        var answer = await app.Api.AskAsync("/metrics", Operator.Key(Sandbox.AdminKey));
        Assert.True(answer.Status == HttpStatusCode.OK, answer.ToString());
        Assert.Equal("text/plain", answer.ContentType);
        return answer.Body;
    }

    private static double Value(string metrics, string name, params string[] labels) =>
        Samples().Matches(metrics)
            .Where(sample => sample.Groups[1].Value == name)
            .Where(sample => labels.All(label => sample.Groups[2].Value.Contains(label, StringComparison.Ordinal)))
            .Sum(sample => double.Parse(sample.Groups[3].Value, CultureInfo.InvariantCulture));

    [GeneratedRegex(@"^(\w+)\{(.*)\} ([-+.\dEe]+)", RegexOptions.Multiline)]
    private static partial Regex Samples();
}
