using System.Globalization;

namespace OrleansUsers.Api;

/// <summary>Waits for an export of Auth0, and downloads its file: as often as it takes to read it to its end.</summary>
internal sealed partial class ExportReader(Auth0Api api, SyncJob job, TimeProvider clock, ILogger logger)
{
    private const int PageSize = 500;

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    /// <summary>Reads the users of an export.</summary>
    /// <param name="from">Its lines are not applied again.</param>
    /// <param name="ids">Gets the ids of all users, also of those that are not applied again.</param>
    /// <param name="apply">Applies the users of a page.</param>
    /// <returns>False when Auth0 does not have the export any more.</returns>
    public async Task<bool> TryRead(
        ExportPosition from, HashSet<string> ids, Func<ExportPage, Task> apply, CancellationToken cancellationToken)
    {
        var done = from.Lines;
        var doneAt = clock.GetTimestamp();
        while (await FindLocation(from.JobId, cancellationToken) is { } location)
        {
            string trouble;
            try
            {
                using var file = await Open(location, cancellationToken);
                while (!file.IsAtEnd)
                {
                    var known = done - file.Lines;
                    var page = await file.Read((int)(known > 0 ? Math.Min(known, PageSize) : PageSize), from.CreatedAt, cancellationToken);
                    ids.UnionWith(page.Users.Where(user => user.User is not null).Select(user => user.Name));
                    if (known > 0)
                        continue;
                    await apply(page);
                    (done, doneAt) = (page.Lines, clock.GetTimestamp());
                }
                return true;
            }
            catch (DownloadCutException cut)
            {
                trouble = cut.Message;
            }
            if (clock.GetElapsedTime(doneAt) >= job.Patience)
                throw new ProviderUnavailableException(trouble);
            job.Failed(trouble);
            await Task.Delay(FirstPause, clock, cancellationToken);
        }
        return false;
    }

    /// <summary>Waits until the export is complete. Null when Auth0 does not have it any more.</summary>
    private async Task<Uri?> FindLocation(string id, CancellationToken cancellationToken)
    {
        var told = -1L;
        for (var pause = FirstPause; ; pause = pause * 1.5 < LongestPause ? pause * 1.5 : LongestPause)
        {
            if (await api.FindExport(id, job, cancellationToken) is not { } export)
                return null;
            if (export.Status == "failed")
                throw new SyncFailedException("Auth0 says that the export of the users has failed. Start again.");
            if (export is { Status: "completed", Location: { } location })
                return Uri.TryCreate(location, UriKind.Absolute, out var address) && SafeAddress.IsSafe(address)
                    ? address
                    : throw new SyncFailedException("The address of the export is neither https nor in a private network.");
            if (export.Percentage is { } percentage && percentage > told)
            {
                IsExporting(logger, job.Provider.Name, percentage);
                told = percentage;
            }
            await Task.Delay(pause, clock, cancellationToken);
        }
    }

    private async Task<ExportFile> Open(Uri location, CancellationToken cancellationToken)
    {
        HttpResponseMessage answer;
        try
        {
            answer = await api.OpenFile(location, cancellationToken);
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException
            || (fault is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new DownloadCutException("The file of the export cannot be reached.");
        }
        if (answer.IsSuccessStatusCode && answer.Content.Headers.ContentType?.MediaType is not "text/html")
            return new ExportFile(answer, clock);
        // The link is valid for a minute only. Then Auth0 gives a new one.
        var status = ((int)answer.StatusCode).ToString(CultureInfo.InvariantCulture);
        answer.Dispose();
        throw new DownloadCutException($"The link of the export's file was answered with {status}.");
    }

    [LoggerMessage(LogLevel.Information, "{Provider} exports its users: {Percentage} % is done.")]
    private static partial void IsExporting(ILogger logger, string provider, long percentage);
}
