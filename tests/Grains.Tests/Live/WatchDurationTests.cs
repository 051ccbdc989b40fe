using System.Net;
using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace OrleansUsers.Grains.Tests;

/// <summary>How long a watch lasts, by a clock that the test sets.</summary>
public sealed class WatchDurationTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private readonly Silos _silos = new();
    private readonly Watchers _watchers;
    private readonly SemaphoreSlim _asked = new(0);
    private long _version = 1;

    public WatchDurationTests() => _watchers = new Watchers(Newest, _silos, _clock);

    public void Dispose() => _asked.Dispose();

    [Fact]
    public void A_watch_that_is_not_repeated_lasts_two_minutes_and_a_half_and_not_longer()
    {
        var (lost, renewing) = (new CountingObserver(1), new CountingObserver(2));
        _watchers.Add(lost.Watch);
        _watchers.Add(renewing.Watch);
        _clock.Advance(TimeSpan.FromSeconds(149));
        _watchers.Notify(one => one.Resubscribe("user_1"));
        Assert.Equal((1, 1), (lost.Notified, renewing.Notified));

        _watchers.Add(renewing.Watch);
        _clock.Advance(TimeSpan.FromSeconds(2));
        _watchers.Notify(one => one.Resubscribe("user_1"));
        Assert.Equal((1, 2), (lost.Notified, renewing.Notified));

        _watchers.Add(lost.Watch);
        _watchers.Notify(one => one.Resubscribe("user_1"));
        Assert.Equal((2, 3), (lost.Notified, renewing.Notified));
    }

    [Fact]
    public void A_process_whose_silo_is_dead_is_not_notified()
    {
        var (dead, alive) = (new CountingObserver(1), new CountingObserver(2));
        _watchers.Add(dead.Watch);
        _watchers.Add(alive.Watch);
        _silos.Dead.Add(dead.Watch.Silo);
        _watchers.Notify(one => one.Resubscribe("user_1"));
        Assert.Equal((0, 1), (dead.Notified, alive.Notified));
    }

    [Fact]
    public async Task An_observer_that_fails_does_not_keep_others_from_being_notified()
    {
        var (failing, working) = (new CountingObserver(1) { Fails = true }, new CountingObserver(2));
        _watchers.Add(failing.Watch);
        _watchers.Add(working.Watch);
        for (_version = 1; _version <= 2; _version++)
        {
            _watchers.NotifySoon();
            var update = await working.Updates.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10));
            Assert.Equal(_version, update.Version);
        }
    }

    [Fact]
    public async Task A_version_is_notified_once()
    {
        var observer = new CountingObserver(1);
        _watchers.Add(observer.Watch);
        foreach (var version in new[] { 1, 1, 2 })
        {
            _version = version;
            // It does nothing while the one before is not over.
            do
                _watchers.NotifySoon();
            while (!await _asked.WaitAsync(TimeSpan.FromMilliseconds(10)));
        }
        var updates = observer.Updates.ReadAllAsync().Take(2).Select(update => update.Version).ToArrayAsync();
        var told = await updates.AsTask().WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal([1, 2], told);
    }

    private UserUpdate Newest()
    {
        var update = new UserUpdate("user_1", _version, null);
        _asked.Release();
        return update;
    }

    private sealed class CountingObserver : IUserObserver
    {
        private readonly Channel<UserUpdate> _updates = Channel.CreateUnbounded<UserUpdate>();

        public CountingObserver(int number) =>
            Watch = new UserWatch(this, SiloAddress.New(IPAddress.Loopback, port: 1, number), Known: null);

        public UserWatch Watch { get; }

        public bool Fails { get; init; }

        public int Notified { get; private set; }

        public ChannelReader<UserUpdate> Updates => _updates.Reader;

        public Task Changed(UserUpdate update) =>
            Fails ? Task.FromException(new TimeoutException()) : _updates.Writer.WriteAsync(update).AsTask();

        public Task Resubscribe(string externalId)
        {
            Notified++;
            return Task.CompletedTask;
        }
    }
}
