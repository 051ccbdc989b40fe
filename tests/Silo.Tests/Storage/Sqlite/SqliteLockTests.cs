using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace OrleansUsers.Silo.Tests;

/// <summary>A file belongs to one process at a time, by whatever path the others name it.</summary>
public sealed class SqliteLockTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("users-");
    private readonly FakeTimeProvider _clock = new();
    private readonly RecordingLogger _log = new();
    private readonly SqliteStore _first;

    public SqliteLockTests() => _first = Store("users.db");

    [Fact]
    public async Task A_second_process_waits_for_thirty_seconds_and_is_then_refused()
    {
        await _first.Prepare();
        using var second = Store("users.db");
        var start = _clock.GetUtcNow();

        var refused = await Assert.ThrowsAsync<SettingException>(() => Turn(second.Prepare()));
        Assert.StartsWith("Storage__Path: another process uses that file.", refused.Message, StringComparison.Ordinal);
        Assert.InRange(_clock.GetUtcNow() - start, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(33));
        var line = Assert.Single(_log.Lines);
        Assert.StartsWith("Another process uses the SQLite file. Waiting for up to 30 s", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_process_starts_as_soon_as_the_first_has_ended()
    {
        await _first.Prepare();
        using var second = Store("users.db");
        var waiting = second.Prepare();
        _clock.Advance(TimeSpan.FromSeconds(20));
        Assert.False(waiting.IsCompleted);
        _first.Dispose();

        await Turn(waiting);
    }

    [Fact]
    public async Task A_single_process_does_not_wait()
    {
        await _first.Prepare();
        _first.Dispose();
        using var second = Store("users.db");
        await second.Prepare();

        Assert.Empty(_log.Lines);
    }

    [Theory]
    [InlineData("link.db")]
    [InlineData("linked/users.db")]
    [InlineData("linked/link.db")]
    [InlineData("chain.db")]
    [InlineData("real/../linked/link.db")]
    public async Task A_symbolic_link_to_the_file_or_its_folder_is_the_same_file(string name)
    {
        _folder.CreateSubdirectory("real");
        using var real = Store("real/users.db");
        await real.Prepare();
        Directory.CreateSymbolicLink(At("linked"), "real");
        File.CreateSymbolicLink(At("link.db"), "real/users.db");
        File.CreateSymbolicLink(At("real/link.db"), "users.db");
        File.CreateSymbolicLink(At("chain.db"), At("linked/link.db"));
        using var second = Store(name);

        await Assert.ThrowsAsync<SettingException>(() => Turn(second.Prepare()));
        Assert.Equal(new SqliteFile(At("real/users.db")).Path, new SqliteFile(At(name)).Path);
    }

    [Fact]
    public async Task A_symbolic_link_to_a_file_that_is_not_there_yet_makes_that_file()
    {
        _folder.CreateSubdirectory("disk");
        File.CreateSymbolicLink(At("link.db"), "disk/users.db");
        using var store = Store("link.db");
        await store.Prepare();

        Assert.True(File.Exists(At("disk/users.db")));
        Assert.True(File.Exists(At("disk/users.db.lock")));
    }

    [Fact]
    public async Task Symbolic_links_in_a_circle_are_refused()
    {
        File.CreateSymbolicLink(At("a.db"), "b.db");
        File.CreateSymbolicLink(At("b.db"), "a.db");
        using var store = Store("a.db");

        var refused = await Assert.ThrowsAsync<SettingException>(store.Prepare);
        Assert.StartsWith("Storage__Path: the file cannot be created", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lock_file_that_cannot_be_made_is_no_other_process()
    {
        Directory.CreateDirectory(At("users.db.lock"));

        var refused = await Assert.ThrowsAsync<SettingException>(() => _first.Prepare());
        Assert.StartsWith("Storage__Path: its lock file", refused.Message, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _first.Dispose();
        _folder.Delete(recursive: true);
    }

    // Turns the clock until the task is done.
    private async Task Turn(Task task)
    {
        while (!task.IsCompleted)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }
        await task;
    }

    private string At(string name) => Path.Combine(_folder.FullName, name);

    private SqliteStore Store(string name) => new(new SqliteFile(At(name)), _log, _clock);

    private sealed class RecordingLogger : ILogger<SqliteStore>
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add(formatter(state, exception));
    }
}
