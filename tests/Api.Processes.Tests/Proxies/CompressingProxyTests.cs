using System.Net;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>Behind Express with <c>compression()</c>, which keeps back what it compresses until its buffer is full.</summary>
public sealed class CompressingProxyTests(Apps apps)
{
    [Fact]
    public async Task The_first_event_and_every_later_one_arrive_at_once()
    {
        var app = await apps.On();
        using var client = new ProxyClient(await apps.Foreign.StartCompressingProxyAsync(app.Api), HttpVersion.Version11);
        var user = await app.NewUserAsync();
        var token = await app.Clerk.TokenAsync(user.Id);
        Expect.Ok(await client.GetAsync("/users/current", token));
        await client.FollowsAtOnceAsync(app, user, token);
    }

    [Fact]
    public async Task Other_answers_are_compressed()
    {
        var app = await apps.On();
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        var address = await apps.Foreign.StartCompressingProxyAsync(app.Api);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{address}/metrics");
        request.Headers.Add("X-Api-Key", Sandbox.AdminKey);
        request.Headers.Add("Accept-Encoding", "gzip");
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(["gzip"], answer.Content.Headers.ContentEncoding);
    }
}
