using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace OrleansUsers.Silo;

/// <summary>
/// Removes the entries of the journal of changes after seven days, or earlier, oldest first, while the journal is larger than
/// <c>Changes__MaxMegabytes</c>. Each process does so about every minute.
/// </summary>
internal sealed partial class JournalRetention(
    IJournalRemoval journal, ChangesSettings settings, JournalMetrics metrics, TimeProvider clock, ILogger<JournalRetention> logger)
    : BackgroundService
{
    /// <summary>Entries at most that one commit removes.</summary>
    public const int MaxChunk = 5_000;

    // A commit that removes this much holds up the other writers of a SQLite file for a tenth of a second.
    private const long MaxChunkBytes = 4 << 20;

    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(7);

    // No process that lives has fallen further behind.
    private static readonly TimeSpan AlwaysKeptFor = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(50);
    private static readonly TimeSpan Jitter = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan WarnEvery = TimeSpan.FromHours(1);

    private readonly long _maxBytes = (long)settings.MaxMegabytes << 20;
    private long? _warnedAt;

    /// <summary>Removes what is due, in many small commits. The other writers come in between.</summary>
    public async Task Remove(CancellationToken cancellationToken)
    {
        var size = await Measure(cancellationToken);
        int chunk, removed;
        do
        {
            chunk = Chunk(size);
            removed = await RemoveChunk(chunk, KeptFor, cancellationToken);
            if (removed > 0)
                size = await Measure(cancellationToken);
        }
        while (removed == chunk);

        while (size.Bytes > _maxBytes)
        {
            var excess = (int)Math.Min(MaxChunk, Math.Ceiling((double)(size.Bytes - _maxBytes) / size.Bytes * size.Entries));
            removed = await RemoveChunk(Math.Min(excess, Chunk(size)), AlwaysKeptFor, cancellationToken);
            if (removed == 0)
                break;
            metrics.RemovedEarly(removed);
            Warn(size.OldestAge);
            size = await Measure(cancellationToken);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Remove(stoppingToken);
            }
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(logger, fault);
            }
            catch
            {
                // The process stops.
            }
            var pause = Every + (Jitter * Random.Shared.NextDouble());
            await Task.Delay(pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<JournalSize> Measure(CancellationToken cancellationToken)
    {
        var size = await journal.ReadSize(cancellationToken);
        metrics.Measured(size);
        return size;
    }

    private async Task<int> RemoveChunk(int maxEntries, TimeSpan olderThan, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        var removed = await journal.RemoveOldest(maxEntries, olderThan, cancellationToken);
        // Half of the time belongs to the other writers.
        if (removed > 0)
            await Task.Delay(Stopwatch.GetElapsedTime(start), cancellationToken);
        return removed;
    }

    private static int Chunk(JournalSize size) =>
        (int)Math.Clamp(MaxChunkBytes * size.Entries / Math.Max(size.Bytes, 1), 1, MaxChunk);

    private void Warn(TimeSpan oldestAge)
    {
        if (_warnedAt is { } before && clock.GetElapsedTime(before) < WarnEvery)
            return;
        _warnedAt = clock.GetTimestamp();
        LogRemovedEarly(logger, settings.MaxMegabytes, oldestAge.TotalHours);
    }

    [LoggerMessage(
        LogLevel.Warning,
        "The journal of changes is larger than Changes__MaxMegabytes ({MaxMegabytes}). Its oldest entries, {Hours:0.0} hours old, are "
        + "removed before their seven days are over. Whoever has not read them yet gets 410 from GET /admin/changes.")]
    private static partial void LogRemovedEarly(ILogger logger, int maxMegabytes, double hours);

    [LoggerMessage(LogLevel.Debug, "Old entries of the journal of changes could not be removed. The process tries again in a minute.")]
    private static partial void LogFailed(ILogger logger, Exception fault);
}

/// <summary>Adds the removal of old entries.</summary>
internal static class JournalRetentionHosting
{
    /// <summary>Needs an <see cref="IJournalRemoval"/> and the program's meter.</summary>
    public static void AddJournalRetention(this IServiceCollection services, ChangesSettings settings)
    {
        services.AddSingleton(settings);
        services.AddSingleton<JournalMetrics>();
        services.AddHostedService<JournalRetention>();
    }
}
