using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>What the commands print, and that <c>check</c> changes nothing.</summary>
public sealed class CommandTests(Apps apps)
{
    private static readonly ApiSettings Production = new ApiSettings { Environment = "Production" }
        .With("CLERK_WEBHOOK_SECRET", "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD");

    [Fact]
    public async Task A_check_on_a_fresh_machine_has_no_fault_and_creates_nothing()
    {
        using var folder = new TemporaryFolder();
        var settings = new ApiSettings().With("Storage__Path", folder.File("data/users.db")).Without("ASPNETCORE_URLS");
        var output = await settings.RunAsync(0, "--environment", "Development", "check");
        Assert.DoesNotContain("fault", output, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));

        await settings.RunAsync(0, "migrate", "--environment=Development");
        var files = Files(folder);
        Assert.Contains("ok     schema: that of this program", await settings.RunAsync(0, "check"), StringComparison.Ordinal);
        Assert.Equal(files, Files(folder));
    }

    [Fact]
    public async Task A_file_of_another_program_is_a_fault_of_the_check()
    {
        await using var database = await UsersDatabase.CreateAsync(DatabaseKind.Sqlite);
        await database.ExecuteAsync("create table users (id int)", id: "");
        var output = await new ApiSettings { Database = database }.RunAsync(1, "check");
        Assert.Contains("fault  schema: Storage__Path", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_check_beside_the_running_process_has_no_fault()
    {
        var app = await apps.On(DatabaseKind.Sqlite);
        var settings = app.Settings.With("ASPNETCORE_URLS", app.Api.Client.BaseAddress!.ToString());
        var output = await settings.RunAsync(0, "check");
        Assert.Contains($"ok     keys of {app.Clerk.Issuer.Url}: ", output, StringComparison.Ordinal);
        Assert.DoesNotContain(app.Secret, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_issuer_that_does_not_answer_is_a_fault_of_the_check()
    {
        var issuer = $"http://127.0.0.1:{FreePort.Find()}";
        var output = await Production.With("CLERK_ISSUER", issuer).RunAsync(1, "check");
        Assert.Single(output.Split('\n'), line => line.StartsWith($"fault  keys of {issuer}: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task All_wrong_settings_are_faults_of_the_check()
    {
        var output = await Production.With("Limits__RequestsPerSecond", "many").RunAsync(1, "check");
        Assert.Contains("fault  settings: CLERK_ISSUER", output, StringComparison.Ordinal);
        Assert.Contains("fault  settings: Limits__RequestsPerSecond", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_command_is_refused_and_the_known_ones_are_named()
    {
        var line = Assert.Single((await new ApiSettings().RunAsync(1, "chekc")).Split('\n'));
        Assert.Contains("chekc", line, StringComparison.Ordinal);
        Assert.Contains("check, migrate", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_and_version_are_printed()
    {
        Assert.Contains("migrate", await new ApiSettings().RunAsync(0, "--environment", "Development", "--help"), StringComparison.Ordinal);
        Assert.StartsWith("OrleansUsers ", await new ApiSettings().RunAsync(0, "--version"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_silo_without_a_front_end_has_commands_of_its_own()
    {
        var silo = new ApiSettings { Environment = "Production", Program = Repository.SiloProgram };
        var help = await silo.RunAsync(0, "--help");
        Assert.Contains("OrleansUsers.Silo.dll", help, StringComparison.Ordinal);
        Assert.DoesNotContain("sync", help, StringComparison.Ordinal);
        var check = await silo.RunAsync(1, "check");
        Assert.Contains("fault  settings: ConnectionStrings__Users: it is missing.", check, StringComparison.Ordinal);
        Assert.Contains("nothing else was tried", check, StringComparison.Ordinal);
        Assert.Contains("no command sync", await silo.RunAsync(1, "sync"), StringComparison.Ordinal);
    }

    private static (string Path, DateTime WrittenAt)[] Files(TemporaryFolder folder) =>
    [
        .. Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories).Order()
            .Select(file => (file, File.GetLastWriteTimeUtc(file))),
    ];
}
