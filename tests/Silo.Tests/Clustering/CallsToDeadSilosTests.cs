using System.Net;
using Microsoft.Extensions.Time.Testing;

namespace OrleansUsers.Silo.Tests;

public sealed class CallsToDeadSilosTests : ISiloStatusListener
{
    private static readonly SiloAddress Other = SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 11_111), 1);

    private readonly FakeTimeProvider _clock = new();
    private readonly List<SiloAddress> _failed = [];

    [Fact]
    public void Calls_to_a_dead_silo_are_failed_again_each_tenth_of_a_second_for_three_seconds()
    {
        Tell(SiloStatus.Dead);
        Assert.Empty(_failed);

        _clock.Advance(TimeSpan.FromMilliseconds(100));
        Assert.Equal([Other], _failed);
        for (var passed = 0; passed < 100; passed++)
            _clock.Advance(TimeSpan.FromMilliseconds(100));
        Assert.Equal(Enumerable.Repeat(Other, 30), _failed);
    }

    [Theory]
    [InlineData(SiloStatus.Joining)]
    [InlineData(SiloStatus.Active)]
    [InlineData(SiloStatus.ShuttingDown)]
    [InlineData(SiloStatus.Stopping)]
    public void Calls_to_a_silo_that_is_not_dead_go_on(SiloStatus status)
    {
        Tell(status);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Empty(_failed);
    }

    // What Orleans does when it hears of a death.
    void ISiloStatusListener.SiloStatusChangeNotification(SiloAddress updatedSilo, SiloStatus status) => _failed.Add(updatedSilo);

    private void Tell(SiloStatus status) =>
        new CallsToDeadSilos(silos: null!, failing: this, _clock).SiloStatusChangeNotification(Other, status);
}
