using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

public sealed class ReadOnlyDiskTests(Apps apps)
{
    [Fact]
    public async Task A_file_on_a_read_only_disk_is_refused_at_start_and_is_a_fault_of_the_check()
    {
        using var disk = SmallDisk.Mount(bytes: 4 << 20);
        ApiSettings settings;
        await using (var app = await Sandbox.StartAsync(apps.Foreign, UsersDatabase.At(disk.UsersFile)))
        {
            Expect.Taken(await app.DeliverAsync(Person.New().Created()));
            settings = app.Settings;
            await app.Api.StopAsync();
        }

        disk.MakeReadOnly();
        var (exitCode, output) = await ApiProcess.RunToExitAsync(settings, TimeSpan.FromSeconds(60));
        Assert.Equal(1, exitCode);
        Assert.Contains("Storage__Path: the file cannot be created or opened for writing.", output, StringComparison.Ordinal);

        var existing = await settings.RunAsync(1, "check");
        Assert.Contains($"fault  database: Storage__Path ({disk.UsersFile}): this process may not write to the file.", existing,
            StringComparison.Ordinal);
        var absent = await (settings with { Database = UsersDatabase.At(disk.UsersFile + ".new") }).RunAsync(1, "check");
        Assert.Contains(": this process may not create files in the folder ", absent, StringComparison.Ordinal);
    }
}
