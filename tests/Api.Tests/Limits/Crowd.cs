using OrleansUsers.Harness;

namespace OrleansUsers.Api.Tests;

/// <summary>Many connections that are opened and then left as they are.</summary>
internal sealed class Crowd : List<RawConnection>, IDisposable
{
    public static async Task<Crowd> OfAsync(int count, Func<Task<RawConnection>> open) =>
        [.. await Task.WhenAll(Enumerable.Range(0, count).Select(_ => open()))];

    public void Dispose() => ForEach(connection => connection.Dispose());
}

/// <summary>Asking until an answer is as expected.</summary>
internal static class Until
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

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
