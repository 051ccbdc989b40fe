using Microsoft.Extensions.Time.Testing;

namespace OrleansUsers.Grains.Tests;

/// <summary>A user that is read and changed without grain calls stays in memory, as one that is called does.</summary>
public sealed class UserKeepAliveTests : IUserActivation, IUserStore
{
    private static readonly DateTimeOffset Noon = DateTimeOffset.FromUnixTimeMilliseconds(1_760_000_000_000);

    private readonly FakeTimeProvider _clock = new();
    private readonly List<TimeSpan> _kept = [];
    private int _misses;

    [Fact]
    public async Task A_read_keeps_the_activation_for_two_minutes_at_most_once_a_minute()
    {
        var user = await LoadAsync("user_1");
        for (var seconds = 0; seconds < 180; seconds++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            Assert.NotNull(user.Read());
            Assert.NotNull(user.Read(_ => []));
        }
        Assert.Equal(Enumerable.Repeat(TimeSpan.FromMinutes(2), 3), _kept);
    }

    [Fact]
    public async Task A_change_keeps_the_activation_too()
    {
        var user = await LoadAsync("user_1");
        _clock.Advance(TimeSpan.FromMinutes(1));
        await user.Apply(Snapshots.Of("user_1", "Ada", Noon));
        Assert.Equal([TimeSpan.FromMinutes(2)], _kept);
    }

    [Fact]
    public async Task Reading_a_user_that_does_not_exist_keeps_nothing()
    {
        var user = await LoadAsync("user_2");
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(user.Read());
        Assert.Empty(_kept);
        Assert.Equal(1, _misses);
    }

    void IUserActivation.NotifyWatchers()
    {
    }

    void IUserActivation.Deactivate()
    {
    }

    void IUserActivation.Leave()
    {
    }

    void IUserActivation.KeepAlive(TimeSpan time) => _kept.Add(time);

    void IUserActivation.RecordMiss() => _misses++;

    Task<StoredUser> IUserStore.Read(string externalId) => Task.FromResult(
        externalId == "user_1"
            ? StoredUser.None(externalId).Next(UserState.Of(Snapshots.Of(externalId, "Ada", Noon)))
            : StoredUser.None(externalId));

    Task<WriteResult> IUserStore.Write(StoredUser row, bool changesTokens) => Task.FromResult(WriteResult.Written);

    Task<string?> IUserStore.FindHolder(string tokenIdentifier) => Task.FromResult<string?>(null);

    private async Task<UserEntity> LoadAsync(string externalId)
    {
        var user = new UserEntity(externalId, this, this, new SoleMember(), _clock);
        await user.Load();
        return user;
    }
}
