using System.Text.Json;

namespace OrleansUsers.Api;

/// <summary>Reads all users of Auth0 from an export. It goes on with the same export after the process was killed.</summary>
internal sealed partial class Auth0Export(Auth0Api api, SyncJob job, TimeProvider clock, ILogger logger)
{
    private const int MaxExports = 3;

    // The clocks of its servers may differ, and a change may appear among the events a moment later.
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(1);

    private readonly ExportReader _reader = new(api, job, clock, logger);

    /// <summary>Applies all users.</summary>
    /// <returns>Their ids.</returns>
    public async Task<HashSet<string>> ReadAll(SyncRunProgress progress, CancellationToken cancellationToken)
    {
        var ids = await Read(
            () => progress.Position.Export,
            async () =>
            {
                var export = await api.StartExport(job, cancellationToken);
                await progress.Change(position => Begin(position, export), cancellationToken);
            },
            page => Apply(page, progress, cancellationToken),
            cancellationToken);
        await progress.Begin(progress.Counts.Seen, progress.Ranges, cancellationToken);
        return ids;
    }

    /// <summary>The ids of all users, for a process that has not applied them itself.</summary>
    public async Task<HashSet<string>> ReadIds(CancellationToken cancellationToken)
    {
        // The state is of the time when this process took the work.
        var export = job.Work.State.Run?.Position is { } text
            ? JsonSerializer.Deserialize(text, SyncJson.Default.RunPosition)?.Export
            : null;
        export = export is null ? null : export with { Lines = long.MaxValue };
        return await Read(
            () => export,
            async () =>
            {
                var started = await api.StartExport(job, cancellationToken);
                export = new ExportPosition(started.Id, long.MaxValue, started.At);
            },
            _ => Task.CompletedTask,
            cancellationToken);
    }

    private async Task<HashSet<string>> Read(
        Func<ExportPosition?> current, Func<Task> start, Func<ExportPage, Task> apply, CancellationToken cancellationToken)
    {
        if (current() is null)
            await start();
        for (var exports = 1; exports <= MaxExports; exports++)
        {
            var ids = new HashSet<string>(StringComparer.Ordinal);
            if (await _reader.TryRead(current()!, ids, apply, cancellationToken))
                return ids;
            HasVanished(logger, job.Provider.Name);
            await start();
        }
        throw new SyncFailedException("Auth0 does not keep the export of the users that it has begun.");
    }

    private RunPosition Begin(RunPosition position, ExportJob export) => position with
    {
        Export = new ExportPosition(export.Id, 0, export.At),
        Start = position.Start ?? new EventPosition { Timestamp = export.At - Overlap }.Write(),
        // All users come again. What was applied stays counted.
        Other = job.IsDryRun ? new SyncCounts() : position.Other with { Seen = 0, Unchanged = 0, Errors = 0 },
    };

    private async Task Apply(ExportPage page, SyncRunProgress progress, CancellationToken cancellationToken)
    {
        var applied = await job.Apply(page.Users, cancellationToken);
        await progress.Change(
            position => position with
            {
                Export = position.Export! with { Lines = page.Lines },
                Other = position.Other + applied.Counts,
            },
            cancellationToken);
    }

    [LoggerMessage(LogLevel.Information, "{Provider} does not have the export of its users any more. A new one is made.")]
    private static partial void HasVanished(ILogger logger, string provider);
}
