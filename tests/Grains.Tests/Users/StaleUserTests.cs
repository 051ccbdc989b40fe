using System.Diagnostics.Metrics;
using CsCheck;
using Microsoft.Extensions.Logging.Abstractions;
using OrleansUsers.Silo;

namespace OrleansUsers.Grains.Tests;

/// <summary>
/// Users in memory whose rows another process has changed. Two processes may have one user while processes join or leave.
/// </summary>
public sealed class StaleUserTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = DateTimeOffset.FromUnixTimeMilliseconds(1_760_000_000_000);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("users-");
    private readonly Meter _meter = new("stale");
    private readonly SqliteStore _file;
    private readonly SqliteUserTable _table;
    private readonly UserStore _store;
    private int _samples;

    public StaleUserTests()
    {
        var file = new SqliteFile(Path.Combine(_folder.FullName, "users.db"));
        _file = new SqliteStore(file, NullLogger<SqliteStore>.Instance);
        _table = new SqliteUserTable(file);
        _store = new UserStore(_table, new StoreMetrics(_meter, TimeProvider.System));
    }

    public async ValueTask InitializeAsync() => await _file.Prepare();

    [Fact]
    public async Task A_deletion_is_stored_although_another_user_holds_a_token_identifier_that_the_user_had()
    {
        await (await Load("user_1")).Apply(Snapshots.Of("user_1", "Ada", Noon));
        await (await Load("user_2")).Apply(Snapshots.Of("user_2", "Zoë", Noon));
        await (await Load("user_1")).Link("https://a.test|1");
        var stale = await Load("user_1");
        await (await Load("user_1")).Unlink("https://a.test|1");
        Assert.Equal(LinkOutcome.Linked, await (await Load("user_2")).Link("https://a.test|1"));

        await stale.Delete(new(Noon)).WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.NotNull((await _store.Read("user_1")).State.DeletedAt);
        Assert.Equal("user_2", await _store.FindHolder("https://a.test|1"));
    }

    [Fact]
    public async Task Any_changes_in_two_processes_end_and_leave_the_index_as_the_rows_are()
    {
        var change = Gen.Select(Gen.Int[0, 3], Gen.Int[0, 6], (process, kind) => (Process: process, Kind: kind));
        await change.Array[1, 14].SampleAsync(
            async changes =>
            {
                var mark = $"sample_{Interlocked.Increment(ref _samples)}_";
                string[] ids = [$"{mark}1", $"{mark}1", $"{mark}2", $"{mark}2"];
                string[] tokens = [$"https://a.test|{mark}", $"https://b.test|{mark}"];
                foreach (var id in ids.Distinct())
                    await (await Load(id)).Apply(Snapshots.Of(id, "Ada", Noon));
                var users = await Task.WhenAll(ids.Select(Load));
                var deleted = new HashSet<string>();
                foreach (var ((process, kind), n) in changes.Select((change, n) => (change, n)))
                {
                    var (user, token) = (users[process], tokens[kind % 2]);
                    Task outcome = kind switch
                    {
                        0 or 1 => user.Link(token),
                        2 or 3 => user.Unlink(token),
                        4 => user.Delete(new(Noon)),
                        _ => user.Apply(Snapshots.Of(user.ExternalId, $"Ada {n}", Noon.AddSeconds(n))),
                    };
                    await outcome.WaitAsync(Patience);
                    if (kind == 4)
                        deleted.Add(user.ExternalId);
                }

                var rows = await Task.WhenAll(ids.Distinct().Select(_store.Read));
                var all = rows.SelectMany(row => row.TokenIdentifiers, (row, token) => (token, row.ExternalId)).ToArray();
                var holders = await Task.WhenAll(all.Select(pair => _store.FindHolder(pair.token)));
                return holders.SequenceEqual(all.Select(pair => pair.ExternalId))
                    && rows.All(row => row.State.DeletedAt is not null == deleted.Contains(row.ExternalId));
            },
            iter: 200,
            threads: 1);
    }

    [Fact]
    public async Task A_store_that_never_takes_a_row_ends_in_an_error()
    {
        var user = new UserEntity("user_1", new RefusingStore(), new NoActivation(), new SoleMember(), TimeProvider.System);
        await user.Load();

        var change = user.Apply(Snapshots.Of("user_1", "Ada", Noon)).WaitAsync(Patience, TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<OrleansException>(() => change);
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _table.Dispose();
        _file.Dispose();
        _meter.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task<UserEntity> Load(string id)
    {
        var user = new UserEntity(id, _store, new NoActivation(), new SoleMember(), TimeProvider.System);
        await user.Load();
        return user;
    }

    private sealed class NoActivation : IUserActivation
    {
        public void NotifyWatchers()
        {
        }

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

    /// <summary>Says of each row that another user holds a token identifier which nobody asked for.</summary>
    private sealed class RefusingStore : IUserStore
    {
        public Task<StoredUser> Read(string externalId) => Task.FromResult(StoredUser.None(externalId));

        public async Task<WriteResult> Write(StoredUser row, bool changesTokens)
        {
            await Task.Yield();
            return WriteResult.Taken("https://nobody.test|1");
        }

        public Task<string?> FindHolder(string tokenIdentifier) => Task.FromResult<string?>(null);
    }
}
