using System.Net;
using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace OrleansUsers.Grains.Tests;

/// <summary>Who is told for how long, by a clock that can be turned.</summary>
public class LeaseTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly Silos _silos = new();
    private readonly Watchers _watchers;

    public LeaseTests() => _watchers = new Watchers(() => new UserUpdate("user_1", 1, null), _silos, _clock);

    [Fact]
    public void Whoever_does_not_repeat_its_watch_is_told_for_two_minutes_and_a_half_and_not_longer()
    {
        var (lost, renewing) = (new Listener(1), new Listener(2));
        _watchers.Add(lost.Watch);
        _watchers.Add(renewing.Watch);
        _clock.Advance(TimeSpan.FromSeconds(149));
        _watchers.Notify(one => one.Resubscribe("user_1"));
        Assert.Equal((1, 1), (lost.Told, renewing.Told));

        _watchers.Add(renewing.Watch);
        _clock.Advance(TimeSpan.FromSeconds(2));
        _watchers.Notify(one => one.Resubscribe("user_1"));
        Assert.Equal((1, 2), (lost.Told, renewing.Told));

        _watchers.Add(lost.Watch);
        _watchers.Notify(one => one.Resubscribe("user_1"));
        Assert.Equal((2, 3), (lost.Told, renewing.Told));
    }

    [Fact]
    public void A_process_whose_silo_is_dead_is_not_told()
    {
        var (dead, alive) = (new Listener(1), new Listener(2));
        _watchers.Add(dead.Watch);
        _watchers.Add(alive.Watch);
        _silos.Dead.Add(dead.Watch.Silo);
        _watchers.Notify(one => one.Resubscribe("user_1"));
        Assert.Equal((0, 1), (dead.Told, alive.Told));
    }

    [Fact]
    public async Task One_who_fails_keeps_nobody_else_from_hearing()
    {
        var (failing, hearing) = (new Listener(1) { Fails = true }, new Listener(2));
        _watchers.Add(failing.Watch);
        _watchers.Add(hearing.Watch);
        _watchers.Announce();
        await hearing.Heard.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10));
        _watchers.Announce();
        await hearing.Heard.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10));
    }

    private sealed class Listener : IUserObserver
    {
        private readonly Channel<UserUpdate> _heard = Channel.CreateUnbounded<UserUpdate>();

        public Listener(int number) => Watch = new UserWatch(this, SiloAddress.New(IPAddress.Loopback, port: 1, number), Known: null);

        public UserWatch Watch { get; }

        public bool Fails { get; init; }

        public int Told { get; private set; }

        public ChannelReader<UserUpdate> Heard => _heard.Reader;

        public Task Changed(UserUpdate update) =>
            Fails ? Task.FromException(new TimeoutException()) : _heard.Writer.WriteAsync(update).AsTask();

        public Task Resubscribe(string externalId)
        {
            Told++;
            return Task.CompletedTask;
        }
    }
}
