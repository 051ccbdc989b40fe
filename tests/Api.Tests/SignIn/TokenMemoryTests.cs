using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.Tokens;

namespace OrleansUsers.Api.Tests;

public sealed class TokenMemoryTests
{
    private static readonly Provider Clerk = new() { Name = "clerk", Kind = ProviderKind.Clerk, Issuer = "https://clerk.test" };

    private readonly FakeTimeProvider _clock = new(TimeProvider.System.GetUtcNow());
    private SigningKeySet _keys = Keys();

    [Fact]
    public void A_token_is_known_until_the_moment_it_expires()
    {
        using var tokens = new ValidatedTokenCache(_ => _keys, _clock);
        var caller = NewCaller();
        tokens.Add("token", caller, _keys);
        _clock.Advance(TimeSpan.FromHours(1) - TimeSpan.FromTicks(1));
        Assert.Same(caller, tokens.Find("token"));
        _clock.Advance(TimeSpan.FromTicks(1));
        Assert.Null(tokens.Find("token"));
    }

    [Fact]
    public void A_token_that_lives_as_long_as_there_is_time_is_known()
    {
        using var tokens = new ValidatedTokenCache(_ => _keys, _clock);
        var caller = NewCaller(DateTimeOffset.MaxValue);
        tokens.Add("token", caller, _keys);
        Assert.Same(caller, tokens.Find("token"));
    }

    [Fact]
    public void A_token_of_other_keys_is_void()
    {
        using var tokens = new ValidatedTokenCache(_ => _keys, _clock);
        tokens.Add("token", NewCaller(), _keys);
        _keys = Keys();
        Assert.Null(tokens.Find("token"));
    }

    [Fact]
    public void A_token_that_was_checked_while_the_keys_changed_is_void()
    {
        using var tokens = new ValidatedTokenCache(_ => _keys, _clock);
        var before = tokens.KeysOf(Clerk.Issuer)!;
        _keys = Keys();
        tokens.Add("token", NewCaller(), before);
        Assert.Null(tokens.Find("token"));

        var caller = NewCaller();
        tokens.Add("token", caller, _keys);
        Assert.Same(caller, tokens.Find("token"));
    }

    [Theory, InlineData(1_000), InlineData(10_000)]
    public async Task However_many_tokens_come_and_however_long_they_remember_so_many_bytes_of_them(int length)
    {
        const int max = 200_000;
        using var tokens = new ValidatedTokenCache(_ => _keys, _clock, max);
        var all = Enumerable.Range(0, 1_000).Select(number => $"{number}".PadLeft(length)).ToArray();
        foreach (var token in all)
            tokens.Add(token, NewCaller(), _keys);
        Assert.InRange(all.Count(token => tokens.Find(token) is not null), 1, max / (length * 3 / 2));

        // What is full makes room, in a while.
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        for (tokens.Add("new", NewCaller(), _keys); tokens.Find("new") is null; tokens.Add("new", NewCaller(), _keys))
            await beat.WaitForNextTickAsync(patience.Token);
    }

    private Caller NewCaller(DateTimeOffset? expiresAt = null) =>
        new(Clerk, "user_1", Clerk.Issuer, Claims, expiresAt ?? _clock.GetUtcNow().AddHours(1));

    private static UserClaims Claims =>
        new() { Provider = "clerk", TokenIdentifier = "https://clerk.test|user_1", IssuedAt = DateTimeOffset.UnixEpoch };

    private static SigningKeySet Keys() => SigningKeySet.Of([new SymmetricSecurityKey(Guid.NewGuid().ToByteArray())]);
}
