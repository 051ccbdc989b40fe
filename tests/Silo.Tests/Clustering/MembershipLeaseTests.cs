using Microsoft.Extensions.Time.Testing;
using OrleansUsers.Grains;

namespace OrleansUsers.Silo.Tests;

public sealed class MembershipLeaseTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly MembershipLease _lease;

    public MembershipLeaseTests() => _lease = new MembershipLease(_clock);

    [Fact]
    public void Without_a_heartbeat_there_is_no_lease()
    {
        Assert.False(_lease.IsValid);
        Assert.Throws<MembershipLeaseException>(_lease.Check);
    }

    [Fact]
    public void A_lease_ends_three_seconds_after_the_heartbeat_was_sent_and_not_after_it_was_answered()
    {
        var sentAt = _clock.GetTimestamp();
        _clock.Advance(TimeSpan.FromSeconds(1));
        _lease.Prolong(sentAt);
        _clock.Advance(TimeSpan.FromSeconds(1.999));
        _lease.Check();
        _clock.Advance(TimeSpan.FromSeconds(0.001));
        Assert.Throws<MembershipLeaseException>(_lease.Check);
    }

    [Fact]
    public void A_late_answer_does_not_shorten_a_lease_and_a_new_one_begins_it_again()
    {
        var early = _clock.GetTimestamp();
        _clock.Advance(TimeSpan.FromSeconds(2));
        _lease.Prolong(_clock.GetTimestamp());
        _lease.Prolong(early);
        _clock.Advance(TimeSpan.FromSeconds(2.5));
        Assert.True(_lease.IsValid);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.False(_lease.IsValid);
        _lease.Prolong(_clock.GetTimestamp());
        Assert.True(_lease.IsValid);
    }

    [Fact]
    public void A_lease_tells_for_how_long_it_is_valid_if_nothing_prolongs_it()
    {
        Assert.False(_lease.IsValidFor(TimeSpan.Zero));
        _lease.Prolong(_clock.GetTimestamp());
        Assert.True(_lease.IsValidFor(TimeSpan.FromSeconds(2.999)));
        Assert.False(_lease.IsValidFor(TimeSpan.FromSeconds(3)));
        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.True(_lease.IsValidFor(TimeSpan.FromSeconds(0.999)));
        Assert.False(_lease.IsValidFor(TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void A_revoked_lease_never_begins_again()
    {
        _lease.Prolong(_clock.GetTimestamp());
        _lease.Revoke();
        _lease.Prolong(_clock.GetTimestamp());
        Assert.False(_lease.IsValid);
    }
}
