using System.Net;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

public sealed class HealthTests(Apps apps)
{
    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task A_process_that_can_store_is_live_and_ready_without_a_token(DatabaseKind kind)
    {
        var app = await apps.On(kind);
        Assert.Equal(HttpStatusCode.OK, (await app.Api.GetAsync("/health/live")).Status);
        Assert.Equal(HttpStatusCode.OK, (await app.Api.GetAsync("/health/ready")).Status);
    }
}
