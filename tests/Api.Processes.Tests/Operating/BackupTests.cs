using System.Collections.Concurrent;
using System.Data.Common;
using System.Net;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>What was acknowledged before a back-up is in it, and a process serves it after the restoring.</summary>
public sealed class BackupTests(Apps apps) : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ConcurrentQueue<Person> _acknowledged = new();

    [Fact]
    public async Task A_backup_of_the_sqlite_file_under_load_is_complete()
    {
        await using var app = await apps.StartAsync(DatabaseKind.Sqlite);
        var variables = new Dictionary<string, string>
        {
            ["USERS_DB"] = app.Database.Path!,
            ["BACKUP"] = _folder.File("backup.db"),
        };
        var before = await UnderLoadAsync(app, async () =>
            Assert.Equal("ok\n", await DocumentCommands.Operations.RunAsync("backup-sqlite", variables)));
        await app.Api.KillAsync();

        // Its log is still there, of a later time.
        File.Copy(variables["BACKUP"], app.Database.Path!, overwrite: true);
        var (exitCode, output) = await ApiProcess.RunToExitAsync(app.Settings, TimeSpan.FromSeconds(60));
        Assert.Equal(1, exitCode);
        Assert.Contains("Not started. Storage__Path: the file and its log", output, StringComparison.Ordinal);

        await DocumentCommands.Operations.RunAsync("restore-sqlite", variables);
        await app.Api.RestartAsync();
        await ServesAsync(app, app.Api, before);

        Expect.Taken(await app.DeliverAsync(before[0].Deleted()));
        Assert.Equal("0|0|0\n", await DocumentCommands.Operations.RunAsync("checkpoint-sqlite", variables));
        Assert.Equal(0, new FileInfo(app.Database.Path + "-wal").Length);
    }

    [Fact]
    public async Task A_backup_of_the_postgresql_database_under_load_is_complete()
    {
        await using var app = await apps.StartAsync(DatabaseKind.Postgres);
        var connection = new DbConnectionStringBuilder { ConnectionString = app.Database.Postgres!.ConnectionString };
        var restored = $"{app.Database.Postgres.Name}_restored";
        var variables = new Dictionary<string, string>
        {
            ["PGHOST"] = (string)connection["Host"],
            ["PGPORT"] = (string)connection["Port"],
            ["PGUSER"] = (string)connection["Username"],
            ["USERS_DATABASE"] = app.Database.Postgres.Name,
            ["RESTORED_DATABASE"] = restored,
            ["BACKUP"] = _folder.File("backup.dump"),
        };
        var before = await UnderLoadAsync(app, () => DocumentCommands.Operations.RunAsync("backup-postgresql", variables));
        await DocumentCommands.Operations.RunAsync("restore-postgresql", variables);

        connection["Database"] = restored;
        await using (var process = await ApiProcess.StartAsync(app.Settings.As(connection.ConnectionString)))
            await ServesAsync(app, process, before);
        await app.Database.ExecuteAsync($"drop database {restored} with (force)", "");
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>Makes the back-up while users are created. Returns those who were acknowledged before.</summary>
    private async Task<Person[]> UnderLoadAsync(Sandbox app, Func<Task> backup)
    {
        using var stop = new CancellationTokenSource();
        var writers = Enumerable.Range(0, 4).Select(async _ =>
        {
            while (!stop.IsCancellationRequested)
            {
                var user = Person.New();
                Expect.Taken(await app.DeliverAsync(user.Created()));
                _acknowledged.Enqueue(user);
            }
        }).ToArray();
        await UntilAcknowledgedAsync(200);
        var before = _acknowledged.ToArray();
        await backup();
        await UntilAcknowledgedAsync(_acknowledged.Count + 50);
        await stop.CancelAsync();
        await Task.WhenAll(writers);
        return before;

        async Task UntilAcknowledgedAsync(int count)
        {
            while (_acknowledged.Count < count)
                await Task.WhenAny([Task.Delay(5), .. writers]);
        }
    }

    private static async Task ServesAsync(Sandbox app, ApiProcess process, IReadOnlyList<Person> before)
    {
        foreach (var user in before)
        {
            var caller = await app.SignedInAsync(app.Clerk, user.Id, at: process);
            Assert.Equal("Ada Lovelace", (string?)Expect.Ok(await caller.CurrentAsync())["name"]);
        }
        Assert.Equal(HttpStatusCode.OK, (await process.DeliverAsync(app.Secret, before[^1].AfterChange(1).Updated())).Status);
        var changed = await app.SignedInAsync(app.Clerk, before[^1].Id, at: process);
        Assert.Equal("Ada 1", (string?)Expect.Ok(await changed.CurrentAsync())["name"]);
    }
}
