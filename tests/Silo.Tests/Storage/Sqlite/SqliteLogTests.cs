using CsCheck;
using Microsoft.Extensions.Logging.Abstractions;

namespace OrleansUsers.Silo.Tests;

/// <summary>A file beside a log of another time is noticed before SQLite makes a mixture of both.</summary>
public sealed class SqliteLogTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("users-");
    private int _copies;

    [Fact]
    public async Task An_older_file_beside_a_newer_log_is_refused_and_left_as_it_is()
    {
        await using var users = await Database();
        await users.Write(users: 20);
        users.Checkpoint("truncate");
        var old = users.Now();
        await users.Write(users: 20);
        users.Checkpoint("truncate");
        await users.Write(users: 20);
        var mixed = Copy(old.File, users.Now().Log);

        using var store = new SqliteStore(new SqliteFile(mixed), NullLogger<SqliteStore>.Instance);
        var refused = await Assert.ThrowsAsync<SettingException>(store.Prepare);
        Assert.StartsWith("Storage__Path: the file and its log", refused.Message, StringComparison.Ordinal);
        Assert.Equal(old.File, await File.ReadAllBytesAsync(mixed, TestContext.Current.CancellationToken));
        Assert.Equal(users.Now().Log, await File.ReadAllBytesAsync(mixed + "-wal", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task An_older_log_beside_a_newer_file_is_refused()
    {
        await using var users = await Database();
        await users.Write(users: 20);
        var old = users.Now();
        users.Checkpoint("truncate");
        await users.Write(users: 20);
        users.Checkpoint("truncate");

        Assert.False(SqliteLog.BelongsTo(Copy(users.Now().File, old.Log)));
    }

    [Fact]
    public async Task A_backup_beside_the_log_of_its_own_time_is_refused_if_its_pages_are_others()
    {
        await using var users = await Database();
        await users.Write(users: 20);
        var backup = Path.Combine(_folder.FullName, "backup.db");
        users.Sql($"vacuum into '{backup}'");

        var bytes = await File.ReadAllBytesAsync(backup, TestContext.Current.CancellationToken);
        Assert.False(SqliteLog.BelongsTo(Copy(bytes, users.Now().Log)));
        Assert.True(SqliteLog.BelongsTo(Copy(users.Now().File, users.Now().Log)));
    }

    [Fact]
    public async Task A_file_of_an_earlier_run_beside_the_log_of_a_later_one_is_refused()
    {
        await using var users = await Database();
        await users.Write(users: 20);
        await users.Restart();
        var old = users.Now();
        await users.Restart();
        await users.Write(users: 20);

        Assert.False(SqliteLog.BelongsTo(Copy(old.File, users.Now().Log)));
    }

    [Fact]
    public async Task A_start_while_somebody_reads_leaves_a_pair_that_is_taken()
    {
        await using var users = await Database();
        await users.Write(users: 20);
        await users.Restart(isRead: true);
        Assert.NotEmpty(users.Now().Log);
        Assert.True(SqliteLog.BelongsTo(Copy(users.Now().File, users.Now().Log)));
        await users.Write(users: 20);
        Assert.True(SqliteLog.BelongsTo(Copy(users.Now().File, users.Now().Log)));
    }

    [Fact]
    public async Task A_log_without_its_file_is_refused()
    {
        await using var users = await Database();
        await users.Write(users: 20);

        Assert.False(SqliteLog.BelongsTo(Copy([], users.Now().Log)));
    }

    [Fact]
    public async Task The_log_of_another_database_is_refused()
    {
        await using var users = await Database();
        await using var others = await Database();
        await users.Write(users: 20);
        await others.Write(users: 20);

        Assert.False(SqliteLog.BelongsTo(Copy(users.Now().File, others.Now().Log)));
    }

    [Fact]
    public async Task A_file_of_an_earlier_build_goes_on_from_its_log()
    {
        await using var users = await Database();
        await users.Write(users: 1);
        users.Sql("pragma user_version = 0");
        users.Checkpoint("truncate");
        users.Sql("create table example (n integer)");

        Assert.True(SqliteLog.BelongsTo(Copy(users.Now().File, users.Now().Log)));
    }

    // Any kill leaves a file with its log. Any other pair is refused, or SQLite reads from it what was there at the time of the log.
    [Fact]
    public async Task A_pair_of_one_time_is_taken_and_any_pair_that_is_taken_reads_as_its_log_did() =>
        await Gen.Int[0, 6].Array[4, 12].SampleAsync(
            async steps =>
            {
                await using var users = await Database();
                List<Moment> moments = [users.Now()];
                foreach (var step in steps)
                {
                    switch (step)
                    {
                        case 0: users.Checkpoint("passive"); break;
                        case 1: users.Checkpoint("restart"); break;
                        case 2: users.Checkpoint("truncate"); break;
                        case 3: await users.Restart(); break;
                        default: await users.Write(users: 1 + (step * 5)); break;
                    }
                    moments.Add(users.Now());
                }
                foreach (var (n, moment) in moments.Index())
                {
                    Assert.True(SqliteLog.BelongsTo(Copy(moment.File, moment.Log)), $"Moment {n}");
                    foreach (var earlier in moments.Take(n))
                    {
                        var pair = Copy(earlier.File, moment.Log);
                        if (moment.Log.Length > 0 && SqliteLog.BelongsTo(pair))
                            Assert.Equal(moment.Rows, LiveDatabase.Rows(pair));
                    }
                }
                return true;
            },
            iter: 20,
            threads: 1);

    public void Dispose() => _folder.Delete(recursive: true);

    private async Task<LiveDatabase> Database()
    {
        var users = new LiveDatabase(Path.Combine(_folder.FullName, $"live {++_copies}", "users.db"));
        await users.Prepare();
        return users;
    }

    private string Copy(byte[] file, byte[] log)
    {
        var path = Path.Combine(_folder.CreateSubdirectory($"copy {++_copies}").FullName, "users.db");
        File.WriteAllBytes(path, file);
        File.WriteAllBytes(path + "-wal", log);
        return path;
    }
}
