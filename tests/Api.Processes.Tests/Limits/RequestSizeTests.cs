using System.Net;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>How much a request may bring along.</summary>
public sealed class RequestSizeTests(Apps apps)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Theory, InlineData(101, 1), InlineData(1, 33_000), InlineData(40, 1_000)]
    public async Task More_headers_than_anybody_needs_are_refused(int count, int length)
    {
        var app = await apps.On();
        var headers = Enumerable.Range(0, count).Select(n => $"x-{n}: {new string('a', length)}\r\n");
        var head = $"GET /health/live HTTP/1.1\r\nHost: a\r\n{string.Concat(headers)}\r\n";
        using var connection = await RawConnection.OpenAsync(app.Api, head);
        Assert.Equal("HTTP/1.1 431 Request Header Fields Too Large", await connection.ReadLineAsync(Patience));
    }

    [Fact]
    public async Task An_address_that_is_longer_than_any_is_refused()
    {
        var app = await apps.On();
        var head = $"GET /{new string('a', 17_000)} HTTP/1.1\r\nHost: a\r\n\r\n";
        using var connection = await RawConnection.OpenAsync(app.Api, head);
        Assert.Equal("HTTP/1.1 414 URI Too Long", await connection.ReadLineAsync(Patience));
    }

    [Fact]
    public async Task A_hundred_users_with_long_ids_are_asked_for_at_once()
    {
        var app = await apps.On();
        var (_, caller) = await app.NewCallerAsync();
        var ids = Enumerable.Range(0, 100).Select(n => $"{n}".PadLeft(150, 'x'));
        Assert.Equal(100, Expect.Ok(await caller.ProfilesAsync(ids)).AsArray().Count);
    }

    [Fact]
    public async Task A_body_of_more_than_a_MiB_is_too_large_whoever_sends_it()
    {
        var app = await apps.On();
        Expect.Problem(await app.Admin.LinkAsync(Person.New().Id, new string('a', 1_100_000)), HttpStatusCode.RequestEntityTooLarge);
    }
}
