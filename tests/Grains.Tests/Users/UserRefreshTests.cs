using System.Diagnostics;
using System.Diagnostics.Metrics;
using CsCheck;
using Microsoft.Extensions.Logging.Abstractions;
using OrleansUsers.Silo;

namespace OrleansUsers.Grains.Tests;

/// <summary>
/// A user who is in memory of two processes, which follow the journal. Nothing is written after what is looked for: that would repair it.
/// </summary>
public sealed class UserRefreshTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = DateTimeOffset.FromUnixTimeMilliseconds(1_760_000_000_000);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("users-");
    private readonly Meter _meter = new("refresh");
    private readonly SqliteFile _file;
    private readonly SqliteStore _database;
    private readonly SqliteUserTable _table;
    private readonly SqliteChangeJournal _journal;
    private readonly UserStore _store;
    private int _samples;

    public UserRefreshTests()
    {
        _file = new SqliteFile(Path.Combine(_folder.FullName, "users.db"));
        _database = new SqliteStore(_file, NullLogger<SqliteStore>.Instance);
        _table = new SqliteUserTable(_file);
        _journal = new SqliteChangeJournal(_file);
        _store = new UserStore(_table, new StoreMetrics(_meter, TimeProvider.System));
    }

    public async ValueTask InitializeAsync() => await _database.Prepare();

    [Fact]
    public async Task A_user_that_another_process_has_changed_is_read_again_and_its_watchers_are_told()
    {
        var (here, there) = (await Follow("user_1"), await Follow("user_1"));
        await there.User.Apply(Snapshots.Of("user_1", "Ada", Noon));
        Assert.Null(here.User.Stored.User);

        await here.ReadJournal();
        await here.Told.WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.Equal("Ada", here.User.Stored.User?.FirstName);
    }

    [Fact]
    public async Task A_change_during_the_first_read_is_not_missed()
    {
        var paused = new PausedStore(_store);
        var user = new UserEntity("user_1", paused, new Activation(), new SoleMember(), TimeProvider.System);
        var loading = user.Load();
        await paused.HasRead.WaitAsync(Patience, TestContext.Current.CancellationToken);
        await (await Follow("user_1")).User.Apply(Snapshots.Of("user_1", "Ada", Noon));
        await user.Refresh(new UserChange("user_1", Revision: 1, Version: 1, ChangeKind.Created));
        paused.Continue();

        await loading.WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.Equal("Ada", user.Stored.User?.FirstName);
    }

    [Fact]
    public async Task A_user_who_arrives_with_a_row_shows_it_at_once_and_then_what_was_stored_on_the_way()
    {
        var there = (await Follow("user_1")).User;
        await there.Apply(Snapshots.Of("user_1", "Ada", Noon));
        var row = await _store.Read("user_1");
        await there.Apply(Snapshots.Of("user_1", "Bea", Noon.AddSeconds(1)));
        var (paused, activation) = (new PausedStore(_store), new Activation());
        var here = new UserEntity("user_1", paused, activation, new SoleMember(), TimeProvider.System);

        here.Resume(row);
        Assert.Equal("Ada", here.Read()?.FirstName);
        await paused.HasRead.WaitAsync(Patience, TestContext.Current.CancellationToken);
        paused.Continue();
        await activation.Told.WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.Equal("Bea", here.Read()?.FirstName);
    }

    [Fact]
    public async Task What_was_removed_by_SQL_does_not_come_back_with_the_next_change()
    {
        var here = await Follow("user_1");
        await here.User.Apply(Snapshots.Of("user_1", "Ada", Noon));
        Sql("delete from users");
        await here.ReadJournal();
        Assert.True(await Until(() => here.User.Stored.User is null));

        await here.User.Apply(Snapshots.Of("user_1", "Bea", Noon.AddDays(-1)));
        Assert.Equal("Bea", (await _store.Read("user_1")).User?.FirstName);
    }

    [Fact]
    public async Task After_any_changes_in_two_processes_and_by_SQL_both_show_the_row_once_they_have_read_the_journal()
    {
        var step = Gen.Select(Gen.Int[0, 1], Gen.Int[0, 7], (process, kind) => (Process: process, Kind: kind));
        await step.Array[1, 20].SampleAsync(
            async steps =>
            {
                var id = $"user_{Interlocked.Increment(ref _samples)}";
                Follower[] processes = [await Follow(id), await Follow(id)];
                var running = new List<Task>();
                foreach (var ((process, kind), n) in steps.Select((step, n) => (step, n)))
                {
                    var user = processes[process].User;
                    running.Add(kind switch
                    {
                        0 => processes[process].ReadJournal(),
                        1 => user.Delete(new(Noon)),
                        2 => Task.Run(() => Sql(id, $"state = json_replace(state, '$.snapshot.firstName', 'By SQL {n}')")),
                        3 => Task.Run(() => Sql(id, "revision = revision + 3")),
                        _ => user.Apply(Snapshots.Of(id, $"Ada {n}", Noon.AddSeconds(n))),
                    });
                    if (n % 3 == 0)
                        await Task.WhenAll(running).WaitAsync(Patience);
                }
                await Task.WhenAll(running).WaitAsync(Patience);

                await Task.WhenAll(processes.Select(process => process.ReadJournal()));
                var row = await _store.Read(id);
                return await Until(() => processes.All(process => Shows(process.User, row)));
            },
            iter: 150,
            threads: 1);
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _table.Dispose();
        _journal.Dispose();
        _database.Dispose();
        _meter.Dispose();
        _folder.Delete(recursive: true);
    }

    private static async Task<bool> Until(Func<bool> condition)
    {
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            if (watch.Elapsed > Patience)
                return false;
            await Task.Delay(1);
        }
        return true;
    }

    private static bool Shows(UserEntity user, StoredUser row) =>
        user.Stored.Revision == row.Revision && user.Stored.State == row.State;

    private async Task<Follower> Follow(string id)
    {
        var (range, activation) = (await _journal.ReadRange(CancellationToken.None), new Activation());
        var user = new UserEntity(id, _store, activation, new SoleMember(), TimeProvider.System);
        await user.Load();
        return new Follower(user, activation, _journal, range.Last);
    }

    private void Sql(string id, string change) => Sql($"update users set {change} where external_id = '{id}'");

    private void Sql(string sql)
    {
        using var connection = _file.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>A process that has the user in memory.</summary>
    private sealed class Follower(UserEntity user, Activation activation, SqliteChangeJournal journal, long position)
    {
        private Task _reading = Task.CompletedTask;
        private long _position = position;

        public UserEntity User => user;

        /// <summary>Completes when the watchers are told after this.</summary>
        public Task Told => activation.Told;

        public Task ReadJournal() => _reading = ReadAfter(_reading);

        private async Task ReadAfter(Task earlier)
        {
            await earlier;
            foreach (var entry in await journal.Read(_position, 1_000, CancellationToken.None))
            {
                foreach (var change in entry.Changes.Where(change => change.ExternalId == user.ExternalId))
                    await user.Refresh(change);
                _position = entry.Position;
            }
        }
    }

    private sealed class Activation : IUserActivation
    {
        private readonly TaskCompletionSource _told = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Told => _told.Task;

        public void NotifyWatchers() => _told.TrySetResult();

        public void Deactivate()
        {
        }

        public void Leave()
        {
        }

        public void KeepAlive(TimeSpan time)
        {
        }

        public void RecordMiss()
        {
        }
    }

    /// <summary>Answers the first read when it is told to.</summary>
    private sealed class PausedStore(IUserStore store) : IUserStore
    {
        private readonly TaskCompletionSource _hasRead = new(), _continue = new();

        public Task HasRead => _hasRead.Task;

        public void Continue() => _continue.SetResult();

        public async Task<StoredUser> Read(string externalId)
        {
            var row = await store.Read(externalId);
            _hasRead.TrySetResult();
            await _continue.Task;
            return row;
        }

        public Task<WriteResult> Write(StoredUser row, bool changesTokens) => store.Write(row, changesTokens);

        public Task<string?> FindHolder(string tokenIdentifier) => store.FindHolder(tokenIdentifier);
    }
}
