namespace OrleansUsers.Api.Processes.Tests;

public sealed class ValidatedTokenCacheTests(Apps apps)
{
    // What the program believes keys for.
    private static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(10);

    [Fact]
    public async Task A_token_is_checked_once()
    {
        await using var process = await SignInProcess.StartAsync(apps);
        var (token, caller) = await process.RememberedAsync();
        Assert.Same(caller, await process.CallerAsync(token));
        Assert.Equal("user_1", caller.ExternalId);
    }

    [Theory, InlineData("bearer {0}"), InlineData("BEARER {0}"), InlineData("Bearer   {0} ")]
    public async Task A_token_is_the_same_in_whatever_form_the_library_takes_it(string form)
    {
        await using var process = await SignInProcess.StartAsync(apps);
        var (token, caller) = await process.RememberedAsync();
        Assert.Same(caller, await process.CallerOfAsync(form.Replace("{0}", token, StringComparison.Ordinal)));
    }

    [Theory, InlineData("{0}"), InlineData("Bearer{0}"), InlineData("Basic {0}"), InlineData("Bearer {0},{0}")]
    [InlineData("Bearer Bearer {0}"), InlineData("Bearer ")]
    public async Task A_remembered_token_is_none_in_another_form(string form)
    {
        await using var process = await SignInProcess.StartAsync(apps);
        var (token, _) = await process.RememberedAsync();
        Assert.Null(await process.CallerOfAsync(form.Replace("{0}", token, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_token_of_which_one_character_differs_is_not_the_remembered_one()
    {
        await using var process = await SignInProcess.StartAsync(apps);
        var (token, caller) = await process.RememberedAsync();
        // Of the last one, some bits say nothing.
        for (var at = 0; at < token.Length - 1; at++)
        {
            foreach (var other in new[] { token[at] == 'A' ? 'B' : 'A', (char)(token[at] | 0x100) })
                Assert.Null(await process.CallerAsync($"{token[..at]}{other}{token[(at + 1)..]}"));
        }
        Assert.Null(await process.CallerAsync(token[..^1]));
        Assert.Null(await process.CallerAsync($"{token}A"));
        Assert.Same(caller, await process.CallerAsync(token));
    }

    [Fact]
    public async Task Tokens_of_several_people_are_not_mixed_up()
    {
        await using var process = await SignInProcess.StartAsync(apps);
        var people = Enumerable.Range(0, 20).Select(number => $"user_{number}").ToArray();
        var tokens = await Task.WhenAll(people.Select(process.TokenAsync));
        for (var round = 0; round < 3; round++)
            Assert.Equal(people, (await Task.WhenAll(tokens.Select(process.CallerAsync))).Select(caller => caller!.ExternalId));
    }

    [Fact]
    public async Task A_token_that_was_refused_is_not_remembered()
    {
        await using var process = await SignInProcess.StartAsync(apps);
        var (token, _) = await process.RememberedAsync();
        var claims = process.Issuer.Claims("user_1");
        claims["exp"] = (long)claims["iat"]! - 60;
        var expired = await process.Issuer.TokenAsync(claims);
        foreach (var refused in new[] { expired, $"{token}A", token.Split('.')[0], "garbage", "" })
        {
            Assert.Null(await process.CallerAsync(refused));
            Assert.Null(process.Tokens.Find(refused));
        }
    }

    [Fact]
    public async Task A_withdrawn_key_is_refused_after_ten_minutes_even_if_only_remembered_tokens_come()
    {
        await using var process = await SignInProcess.StartAsync(apps);
        var (token, _) = await process.RememberedAsync();
        await process.Issuer.PublishKeyAsync(alone: true);
        process.Clock.Advance(MaxAge + TimeSpan.FromSeconds(1));
        Assert.Null(await process.CallerAsync(token));
        Assert.Null(process.Tokens.Find(token));
    }

    [Fact]
    public async Task Keys_are_fetched_again_before_they_are_too_old_and_nobody_waits_for_them()
    {
        await using var process = await SignInProcess.StartAsync(apps);
        var (token, caller) = await process.RememberedAsync();
        await process.Issuer.PublishKeyAsync(alone: true);
        process.Clock.Advance(MaxAge * 0.6);
        Assert.Same(caller, await process.CallerAsync(token));
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (await process.CallerAsync(token) is not null)
            await beat.WaitForNextTickAsync(patience.Token);
    }

    [Fact]
    public async Task While_its_issuer_cannot_be_reached_a_key_is_good_for_an_hour_and_no_longer()
    {
        await using var process = await SignInProcess.StartAsync(apps);
        var (token, caller) = await process.RememberedAsync();
        await process.Issuer.RefuseAsync();
        for (var minutes = 0; minutes < 58; minutes += 2)
        {
            process.Clock.Advance(TimeSpan.FromMinutes(2));
            Assert.Equal(caller.ExternalId, (await process.CallerAsync(token))?.ExternalId);
        }
        process.Clock.Advance(TimeSpan.FromMinutes(3));
        await Assert.ThrowsAsync<IssuerUnavailableException>(() => process.CallerAsync(token));
        await process.Issuer.RecoverAsync();
        process.Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(caller.ExternalId, (await process.CallerAsync(token))?.ExternalId);
    }
}
