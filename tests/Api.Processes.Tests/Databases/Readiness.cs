using System.Diagnostics;
using System.Net;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>What <c>/health/ready</c> answers while a database changes.</summary>
internal static class Readiness
{
    /// <summary>Waits until the process says that it is ready, or that it is not. Fails when that takes longer than some seconds.</summary>
    /// <param name="seconds">Less than by default only where no other test keeps the machine busy.</param>
    public static async Task IsSoonAsync(ApiProcess api, bool ready, double seconds = 10)
    {
        var started = Stopwatch.GetTimestamp();
        await Until.AnswerAsync(
            () => api.GetAsync("/health/ready"),
            answer => answer.Status == (ready ? HttpStatusCode.OK : HttpStatusCode.ServiceUnavailable));
        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(seconds));
        Assert.Equal(HttpStatusCode.OK, (await api.GetAsync("/health/live")).Status);
    }
}
