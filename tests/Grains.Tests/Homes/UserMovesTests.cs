using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace OrleansUsers.Grains.Tests;

/// <summary>After silos have joined or left, a process lets go of the users whose home is another one.</summary>
public sealed class UserMovesTests : IUserStore, IUserRelay, IAsyncDisposable
{
    private readonly SiloAddress[] _silos = [FakeMembers.Silo(1), FakeMembers.Silo(2)];
    private readonly SteppedClock _clock = new();
    private readonly LocalUsers _local = new();
    private readonly FakeMembers _members;
    private readonly UserHomes _homes;
    private readonly UserMoves _moves;
    private readonly Lifecycle _lifecycle = new();
    private int _left;
    private bool _canLoad = true;

    public UserMovesTests()
    {
        _members = new FakeMembers(_silos[0]);
        _members.Become(_silos[..1]);
        _homes = new UserHomes(_members, _members, _ => new OtherHome(this, new KnownUsers()));
        _moves = new UserMoves(_local, _homes, _clock);
        _moves.Participate(_lifecycle);
    }

    [Fact]
    public async Task Users_of_the_silo_that_joins_leave_at_a_bounded_rate_and_no_others()
    {
        await Activate(Enumerable.Range(0, 2_000).Select(n => $"user_{n}"));
        await _lifecycle.Start();
        for (var n = 0; n < 3; n++)
            await _clock.Step();
        Assert.Equal(0, _left);

        _members.Become(_silos);
        var (before, time) = (0, TimeSpan.Zero);
        while (_local.All.Any(user => _homes.Elsewhere(user.ExternalId) is not null))
        {
            // Nobody leaves meanwhile.
            var wait = await _clock.NextWait();
            Assert.InRange(_left - before, 0, 100);
            (before, time) = (_left, time + wait);
            _clock.Advance(wait);
        }
        Assert.InRange(_left, 800, 1_200);
        Assert.Equal(2_000 - _left, _local.All.Count());
        Assert.InRange(time, _left / 100 * TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task A_user_leaves_too_that_is_activated_here_by_a_process_that_has_not_heard_of_the_change_yet()
    {
        await _lifecycle.Start();
        await _clock.Step();
        _members.Become(_silos);
        for (var time = TimeSpan.Zero; time < TimeSpan.FromSeconds(20);)
            time += await _clock.Step();
        var late = Enumerable.Range(0, 100).Select(n => $"user_{n}").First(id => _homes.Elsewhere(id) is not null);
        await Activate([late]);
        await _clock.Step();
        await _clock.NextWait();

        Assert.False(_local.Contains(late));
    }

    [Fact]
    public async Task No_user_leaves_for_a_home_that_cannot_read_rows_until_it_can()
    {
        await Activate(Enumerable.Range(0, 200).Select(n => $"user_{n}"));
        await _lifecycle.Start();
        await _clock.Step();
        _canLoad = false;
        _members.Become(_silos);
        for (var n = 0; n < 30; n++)
            await _clock.Step();
        Assert.Equal(0, _left);

        _canLoad = true;
        await _clock.Step();
        await _clock.Step();
        await _clock.NextWait();
        Assert.InRange(_left, 50, 150);
    }

    public async ValueTask DisposeAsync()
    {
        await _lifecycle.Stop();
        _moves.Dispose();
    }

    Task<StoredUser> IUserStore.Read(string externalId) => Task.FromResult(StoredUser.None(externalId));

    Task<WriteResult> IUserStore.Write(StoredUser row, bool changesTokens) => throw new NotSupportedException();

    Task<string?> IUserStore.FindHolder(string tokenIdentifier) => throw new NotSupportedException();

    Task IUserRelay.TryLoad(string externalId) => _canLoad ? Task.CompletedTask : throw new IOException();

    Task<RelayedRow[]> IUserRelay.Read(RelayedRead[] reads) => throw new NotSupportedException();

    Task<RelayedOutcome[]> IUserRelay.Apply(RelayedSnapshot[] snapshots) => throw new NotSupportedException();

    private async Task Activate(IEnumerable<string> ids)
    {
        foreach (var id in ids)
        {
            var activation = new Activation(this);
            activation.User = new UserEntity(id, this, activation, new SoleMember(), _clock);
            await activation.User.Load();
            _local.Add(activation.User);
        }
    }

    /// <summary>A clock that stands still until the test lets it go on to the time that somebody waits for.</summary>
    private sealed class SteppedClock : FakeTimeProvider
    {
        private readonly Channel<TimeSpan> _waits = Channel.CreateUnbounded<TimeSpan>();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            _waits.Writer.TryWrite(dueTime);
            return timer;
        }

        /// <summary>How long somebody waits now, once somebody does.</summary>
        public async Task<TimeSpan> NextWait() => await _waits.Reader.ReadAsync();

        public async Task<TimeSpan> Step()
        {
            var wait = await NextWait();
            Advance(wait);
            return wait;
        }
    }

    private sealed class Activation(UserMovesTests test) : IUserActivation
    {
        public UserEntity User { get; set; } = null!;

        public void Leave()
        {
            test._local.Remove(User);
            Interlocked.Increment(ref test._left);
        }

        public void NotifyWatchers()
        {
        }

        public void Deactivate() => throw new NotSupportedException();

        public void KeepAlive(TimeSpan time)
        {
        }

        public void RecordMiss()
        {
        }
    }

    private sealed class Lifecycle : ISiloLifecycle
    {
        private ILifecycleObserver _observer = null!;

        public int HighestCompletedStage => 0;

        public int LowestStoppedStage => 0;

        public IDisposable Subscribe(string observerName, int stage, ILifecycleObserver observer)
        {
            _observer = observer;
            return new MemoryStream();
        }

        public Task Start() => _observer.OnStart(CancellationToken.None);

        public Task Stop() => _observer.OnStop(CancellationToken.None);
    }
}
