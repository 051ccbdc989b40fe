using System.Collections.Concurrent;
using System.Globalization;

namespace OrleansUsers.Benchmarks;

/// <summary>How long the webhooks of one phase took, each from the time that was planned for it.</summary>
internal sealed class WebhookTimes
{
    private readonly ConcurrentBag<double> _answered = [];
    private readonly ConcurrentBag<double> _sent = [];
    private int _refused;

    /// <summary>One is sent so long after its time.</summary>
    public void Sent(TimeSpan late) => _sent.Add(late.TotalMilliseconds);

    /// <summary>One has ended so long after its time.</summary>
    public void Ended(TimeSpan time, bool isTaken)
    {
        _answered.Add(time.TotalMilliseconds);
        if (!isTaken)
            Interlocked.Increment(ref _refused);
    }

    /// <summary>The cells of the table.</summary>
    public string Row()
    {
        var (answered, sent) = (_answered.Order().ToArray(), _sent.Order().ToArray());
        return answered.Length == 0 ? " | | | | | "
            : $"{answered.Length} | {At(answered, 50)} | {At(answered, 99)} | {At(answered, 100)} | {At(sent, 99)} | {_refused}";
    }

    private static string At(double[] sorted, int percent) =>
        sorted[Math.Min(sorted.Length - 1, sorted.Length * percent / 100)].ToString("0.0", CultureInfo.InvariantCulture);
}
