using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>Asking until an answer is as expected.</summary>
internal static class Until
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>The log is written behind the answers.</summary>
    public static async Task LoggedAsync(ApiProcess api, params string[] texts)
    {
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        using var patience = new CancellationTokenSource(Patience);
        while (!texts.All(text => api.Output.Contains(text, StringComparison.Ordinal)))
        {
            Assert.False(
                patience.IsCancellationRequested,
                $"Not logged: {string.Join(", ", texts.Where(text => !api.Output.Contains(text, StringComparison.Ordinal)))}\n"
                + $"But: {api.Output}");
            await beat.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    public static async Task<Answer> AnswerAsync(Func<Task<Answer>> ask, Func<Answer, bool> isExpected)
    {
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            var answer = await ask();
            if (isExpected(answer))
                return answer;
            Assert.False(patience.IsCancellationRequested, $"Still {answer}");
            await beat.WaitForNextTickAsync(CancellationToken.None);
        }
    }
}
