using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

public sealed class SyncCommandTests
{
    private const string Counting = """{"state":"running","provider":"clerk","total":null}""";
    private const string Half = """{"state":"running","provider":"clerk","total":10,"seen":5,"requests":3,"lanes":[],"drift":{}}""";
    private const string Completed =
        """{"state":"completed","provider":"clerk","total":10,"seen":10,"created":1,"unchanged":9,"goneThere":2,"requests":4}""";

    [Fact]
    public async Task A_run_is_shown_and_ends_with_a_report()
    {
        await using var api = await FakeSyncApi.StartAsync([Counting, Half, Completed]);
        var output = await RunAsync(api.Settings, 0, "sync", "--provider", "clerk");
        Assert.Contains("clerk  counting", output, StringComparison.Ordinal);
        Assert.Contains("state         completed\n", output, StringComparison.Ordinal);
        Assert.Contains("created       1\n", output, StringComparison.Ordinal);
        Assert.Contains("2 that are gone there are still here. --delete-missing deletes them.", output, StringComparison.Ordinal);
        Assert.DoesNotContain('\r', output);
        Assert.Equal("""{"provider":"clerk","dryRun":false,"deleteMissing":false,"force":false}""", api.Order);
    }

    [Fact]
    public async Task A_dry_run_that_finds_differences_ends_with_1()
    {
        await using var api = await FakeSyncApi.StartAsync([Half, Completed]);
        var output = await RunAsync(api.Settings, 1, "sync", "--dry-run");
        Assert.Contains("state         completed (dry run)", output, StringComparison.Ordinal);
        Assert.Equal("""{"dryRun":true,"deleteMissing":false,"force":false}""", api.Order);
    }

    [Fact]
    public async Task A_failed_run_ends_with_1_and_its_last_error()
    {
        await using var api = await FakeSyncApi.StartAsync([Half, """{"state":"failed","lastError":"Clerk answered 403."}"""]);
        var output = await RunAsync(api.Settings, 1, "sync", "--delete-missing", "--force");
        Assert.Contains("state         failed", output, StringComparison.Ordinal);
        Assert.Contains("last error    Clerk answered 403.", output, StringComparison.Ordinal);
        Assert.Equal("""{"dryRun":false,"deleteMissing":true,"force":true}""", api.Order);
    }

    [Fact]
    public async Task A_wrong_key_is_refused_and_never_shown()
    {
        const string wrong = "another-key-that-nobody-may-see-in-logs";
        await using var api = await FakeSyncApi.StartAsync([Completed]);
        var output = await RunAsync(api.Settings.Without("ADMIN_API_KEY"), 1, "sync", $"--ADMIN_API_KEY={wrong}");
        Assert.Contains("ADMIN_API_KEY", Assert.Single(output.Split('\n')), StringComparison.Ordinal);
        Assert.DoesNotContain(wrong, output, StringComparison.Ordinal);
        Assert.Null(api.Order);
    }

    [Fact]
    public async Task A_named_key_does_and_without_any_the_setting_is_named()
    {
        await using var api = await FakeSyncApi.StartAsync([Half, Completed]);
        var settings = api.Settings.Without("ADMIN_API_KEY");
        var line = Assert.Single((await RunAsync(settings, 1, "sync")).Split('\n'));
        Assert.StartsWith("Not synced. ADMIN_API_KEY: it is missing.", line, StringComparison.Ordinal);
        await RunAsync(settings.With("Admin__Keys__ops", FakeSyncApi.Key), 0, "sync");
    }

    [Fact]
    public async Task What_the_API_refuses_is_told_in_its_words()
    {
        await using var api = await FakeSyncApi.StartAsync([], (409, "Set CLERK_SECRET_KEY."));
        Assert.Equal("Not synced. Set CLERK_SECRET_KEY.", await RunAsync(api.Settings, 1, "sync"));
    }

    [Fact]
    public async Task An_API_that_is_away_is_named_with_the_option_that_names_another()
    {
        var url = $"http://127.0.0.1:{FreePort.Find()}";
        var settings = new ApiSettings().With("ADMIN_API_KEY", FakeSyncApi.Key);
        var line = Assert.Single((await RunAsync(settings, 1, "sync", "--api", url)).Split('\n'));
        Assert.Contains(url, line, StringComparison.Ordinal);
        Assert.Contains("--api", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_restart_of_the_API_in_the_middle_is_waited_for()
    {
        await using var api = await FakeSyncApi.StartAsync([Half, Half, Completed]);
        var running = RunAsync(api.Settings, 0, "sync");
        await Task.WhenAny(api.Looked, running);
        await Task.WhenAny(api.RestartAsync(), running);
        var output = await running;
        Assert.Contains($"waiting: The API cannot be reached at {api.Url}", output, StringComparison.Ordinal);
        Assert.Contains("state         completed", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stopping_the_command_leaves_the_run_and_says_how_to_cancel_it()
    {
        await using var api = await FakeSyncApi.StartAsync([Half]);
        var (exitCode, output) = await ApiProcess.RunToExitAsync(
            api.Settings with { Arguments = ["sync"] }, TimeSpan.FromSeconds(60), stopAt: "5 of 10");
        Assert.Equal(143, exitCode);
        Assert.Contains("goes on in the cluster", output, StringComparison.Ordinal);
        Assert.Contains($"DELETE {api.Url}/admin/sync", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_silo_without_a_front_end_has_no_such_command()
    {
        var output = await RunAsync(new ApiSettings { Program = Repository.SiloProgram }, 1, "sync");
        Assert.Equal("Not synced. This program has no command sync. Api has it.", output);
    }

    private static async Task<string> RunAsync(ApiSettings settings, int exitCode, params string[] arguments)
    {
        var output = await settings.RunAsync(exitCode, arguments);
        Assert.DoesNotContain(FakeSyncApi.Key, output, StringComparison.Ordinal);
        return output;
    }
}
