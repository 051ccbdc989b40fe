using System.Diagnostics;
using System.Net;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>What <c>/health/ready</c> answers while a database changes.</summary>
internal static class Readiness
{
    /// <summary>Waits until the process says that it is ready, or that it is not. Fails when that takes longer than some seconds.</summary>
    public static async Task IsSoonAsync(ApiProcess api, bool ready, double seconds = 5)
    {
        var started = Stopwatch.GetTimestamp();
        await Until.AnswerAsync(
            () => api.GetAsync("/health/ready"),
            answer => answer.Status == (ready ? HttpStatusCode.OK : HttpStatusCode.ServiceUnavailable));
        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(seconds));
        Assert.Equal(HttpStatusCode.OK, (await api.GetAsync("/health/live")).Status);
    }
}
