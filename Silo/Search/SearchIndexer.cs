using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OrleansUsers.Grains;

namespace OrleansUsers.Silo;

/// <summary>
/// Keeps the search index up to the journal, in the background of each process. While users are written it takes little of the database's
/// time, so the index falls behind. Then a search, or a quiet time, does the rest.
/// </summary>
internal sealed partial class SearchIndexer(SearchIndex index, SearchMetrics metrics, TimeProvider clock, ILogger<SearchIndexer> logger)
    : BackgroundService, IChangeListener
{
    // Entries in a second, from which on writes are not to be slowed down.
    private const int ManyEntries = 50;

    // Entries from which on a search might not be able to do the rest in its time.
    private const int FarBehind = 2_000;

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan Rarely = TimeSpan.FromSeconds(10);

    // Another process is at work. It would be in vain to do the same.
    private static readonly TimeSpan OthersTurn = TimeSpan.FromSeconds(1);

    private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private long _newest;

    public void Changed(JournalEntry entry)
    {
        Volatile.Write(ref _newest, entry.Position);
        _signal.Writer.TryWrite(true);
    }

    /// <summary>How long to pause after a step, in times of what it took.</summary>
    internal static int PauseAfter(bool isBusy, bool isFilling, long entriesBehind) => isBusy switch
    {
        false => 1,
        true when isFilling || entriesBehind > FarBehind => 4,
        true => 24,
    };

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var isFailing = false;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Index(stoppingToken);
                isFailing = false;
                await Wait(Rarely, stoppingToken);
            }
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
            {
                if (!isFailing)
                    LogFailed(logger, fault);
                isFailing = true;
            }
            catch
            {
                // The process stops.
            }
            await Task.Delay(Soon, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Takes steps until the index has all that the journal was seen to have.</summary>
    private async Task Index(CancellationToken cancellationToken)
    {
        var newest = await index.ReadNewest(cancellationToken);
        var (pause, last) = (Soon, default(SearchState));
        while (true)
        {
            var start = Stopwatch.GetTimestamp();
            var before = newest;
            newest = Math.Max(newest, Volatile.Read(ref _newest));
            var isBusy = newest - before > ManyEntries * pause.TotalSeconds;
            var state = await index.Step(newest, cancellationToken);
            // Nothing to do, or nothing that this build can do.
            if (state is not null && (state.Has(newest) || state == last))
                break;
            if (state is null)
                pause = OthersTurn * (1 + Random.Shared.NextDouble());
            else
            {
                await metrics.Measure(state, cancellationToken);
                pause = Stopwatch.GetElapsedTime(start) * PauseAfter(isBusy, state.FilledUpTo is not null, newest - state.Position);
            }
            last = state;
            await Task.Delay(pause, clock, cancellationToken);
        }
        metrics.CaughtUp();
    }

    private async Task Wait(TimeSpan atMost, CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(_signal.Reader.WaitToReadAsync(end.Token).AsTask(), Task.Delay(atMost, clock, end.Token));
        await end.CancelAsync();
        _signal.Reader.TryRead(out _);
    }

    [LoggerMessage(LogLevel.Warning, "The search index cannot be brought up to date. Searches try it themselves.")]
    private static partial void LogFailed(ILogger logger, Exception fault);
}

/// <summary>Measures how far the search index is behind.</summary>
internal sealed class SearchMetrics
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    private readonly ISearchTable _table;
    private readonly TimeProvider _clock;
    private long? _measuredAt;
    private long _behind;

    public SearchMetrics(ISearchTable table, Meter meter, TimeProvider clock)
    {
        (_table, _clock) = (table, clock);
        meter.CreateObservableGauge(
            "orleans_users.search.behind",
            () => Volatile.Read(ref _behind),
            "{change}",
            "Changes of users that the search index does not have yet; while it is filled, users.");
    }

    public async Task Measure(SearchState state, CancellationToken cancellationToken)
    {
        if (_measuredAt is { } before && _clock.GetElapsedTime(before) < Every)
            return;
        _measuredAt = _clock.GetTimestamp();
        Volatile.Write(ref _behind, await _table.CountBehind(state, cancellationToken));
    }

    public void CaughtUp() => Volatile.Write(ref _behind, 0);
}

/// <summary>Adds the search and its index.</summary>
internal static class SearchHosting
{
    /// <summary>Needs an <see cref="ISearchTable"/>, an <see cref="IChangeJournal"/> and the program's meter.</summary>
    public static void AddSearch(this IServiceCollection services)
    {
        services.AddSingleton<SearchIndex>();
        services.AddSingleton<SearchMetrics>();
        services.AddSingleton<IUserSearch, UserSearch>();
        services.AddSingleton<SearchIndexer>();
        services.AddSingleton<IChangeListener>(provider => provider.GetRequiredService<SearchIndexer>());
        services.AddHostedService(provider => provider.GetRequiredService<SearchIndexer>());
    }
}
