using System.Net;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>A process without files to spare dies; so it takes no more connections than it has files for.</summary>
public sealed class ConnectionLimitTests(Apps apps)
{
    private const int OpenFiles = 1_024;
    private const int TooMany = 1_100;

    [Fact]
    public async Task Connections_beyond_what_the_process_has_files_for_are_closed_and_the_others_go_on()
    {
        await using var app = await apps.StartAsync(DatabaseKind.Postgres, settings => settings with { OpenFiles = OpenFiles });
        var (user, caller) = await app.NewCallerAsync();
        Expect.Taken(await app.DeliverAsync(user.Created()));
        using (await ConnectionSwarm.OfAsync(TooMany, () => RawConnection.OpenAsync(app.Api)))
        {
            // It has its connection from before.
            Expect.Ok(await caller.CurrentAsync());
            Expect.Taken(await app.DeliverAsync(user.Changed(1)));
            using var late = await RawConnection.OpenAsync(app.Api, "GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n");
            Assert.Equal("", await late.ReadToEndAsync(LiveClient.Patience));
        }
        using var other = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = app.Api.Client.BaseAddress };
        await Until.AnswerAsync(() => AskAsync(other), answer => answer.Status == HttpStatusCode.OK);
    }

    private static async Task<Answer> AskAsync(HttpClient client)
    {
        try
        {
            using var response = await client.GetAsync(new Uri("/health/ready", UriKind.Relative));
            return new Answer(response.StatusCode, "", null, response.Headers);
        }
        catch (HttpRequestException)
        {
            // Those that went are not all missed yet.
            using var none = new HttpResponseMessage();
            return new Answer(0, "", null, none.Headers);
        }
    }
}
