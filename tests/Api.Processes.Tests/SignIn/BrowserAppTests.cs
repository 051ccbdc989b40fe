using System.Net;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

public sealed class BrowserAppTests(Apps apps)
{
    // An authorized party of the sandbox's provider corp.
    private const string App = "https://app.example.test";
    // Tracing libraries and error reporters add theirs to each call.
    private const string AnyHeaders = "authorization,content-type,last-event-id,sentry-trace,baggage,traceparent";
    private const string Stranger = "https://stranger.example.test";

    [Theory]
    [InlineData("/users/store", "POST")]
    [InlineData("/users/current/live", "GET")]
    [InlineData("/users?id=user_1", "GET")]
    [InlineData("/messages", "POST")]
    public async Task A_page_of_an_authorized_party_may_call_from_its_own_origin(string path, string method)
    {
        var app = await apps.On();
        var allowed = await AskFirstAsync(app, path, method, App);
        Assert.Equal(HttpStatusCode.NoContent, allowed.Status);
        Assert.Equal(App, allowed.Header("Access-Control-Allow-Origin"));
        Assert.Equal(AnyHeaders, allowed.Header("Access-Control-Allow-Headers"));
        Assert.Contains(method, allowed.Header("Access-Control-Allow-Methods"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/users/store", Stranger)]
    [InlineData("/users/store", "null")]
    [InlineData("/users/store", "http://app.example.test")]
    [InlineData("/admin/users/user_1", App)]
    [InlineData("/clerk-users-webhook", App)]
    public async Task No_other_page_may_and_not_everything(string path, string origin)
    {
        var app = await apps.On();
        Assert.Null((await AskFirstAsync(app, path, "POST", origin)).Header("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task A_page_learns_why_it_was_refused_and_when_to_come_again()
    {
        var app = await apps.On();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/users/current", UriKind.Relative));
        request.Headers.Add("Origin", App);
        var refused = await app.Api.SendAsync(request);
        Expect.Unauthorized(refused);
        Assert.Equal(App, refused.Header("Access-Control-Allow-Origin"));
        Assert.Equal("Retry-After", refused.Header("Access-Control-Expose-Headers"));
    }

    [Fact]
    public async Task In_development_any_page_may()
    {
        await using var api = await ApiProcess.StartAsync(new ApiSettings());
        using var request = Preflight("/users/store", "POST", Stranger);
        Assert.Equal("*", (await api.SendAsync(request)).Header("Access-Control-Allow-Origin"));
        using var tokens = Preflight("/dev/tokens", "POST", Stranger);
        Assert.Null((await api.SendAsync(tokens)).Header("Access-Control-Allow-Origin"));
    }

    private static async Task<Answer> AskFirstAsync(Sandbox app, string path, string method, string origin)
    {
        using var request = Preflight(path, method, origin);
        return await app.Api.SendAsync(request);
    }

    private static HttpRequestMessage Preflight(string path, string method, string origin)
    {
        var request = new HttpRequestMessage(HttpMethod.Options, new Uri(path, UriKind.Relative));
        request.Headers.Add("Origin", origin);
        request.Headers.Add("Access-Control-Request-Method", method);
        request.Headers.Add("Access-Control-Request-Headers", AnyHeaders);
        return request;
    }
}
