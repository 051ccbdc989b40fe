namespace OrleansUsers.Api;

/// <summary>What a run has found and done, in words, and whether that is a success.</summary>
internal static class SyncReport
{
    /// <summary>A line for each fact, and perhaps one that says what to do.</summary>
    /// <param name="watched">How long the command has run. It counts where the API does not tell how long the run took.</param>
    public static IEnumerable<string> Lines(SyncAnswer state, bool isDryRun, TimeSpan watched)
    {
        var taken = state.FinishedAt - state.StartedAt ?? watched;
        (string Name, string Value)[] facts =
        [
            ("state", state.State + (isDryRun ? " (dry run)" : "")),
            ("time taken", SyncBar.Time(taken)),
            ("seen", Number(state.Seen)),
            ("created", Number(state.Created)),
            ("updated", Number(state.Updated)),
            ("unchanged", Number(state.Unchanged)),
            ("missing here", Number(state.MissingHere)),
            ("stale here", Number(state.StaleHere)),
            ("gone there", Number(state.GoneThere)),
            ("deleted", Number(state.Deleted)),
            ("errors", Number(state.Errors)),
            ("requests", Number(state.Requests)),
            ("last error", state.ErrorLine ?? "-"),
        ];
        return [.. facts.Select(fact => $"{fact.Name,-14}{fact.Value}"), .. Hint(state, isDryRun)];
    }

    /// <summary>0 after a success, else 1.</summary>
    public static int ExitCode(SyncAnswer state, bool isDryRun)
    {
        var wrong = state.Errors ?? 0;
        if (isDryRun)
            wrong += (state.MissingHere ?? 0) + (state.StaleHere ?? 0) + (state.GoneThere ?? 0);
        return state.State == SyncAnswer.Completed && wrong == 0 ? 0 : 1;
    }

    private static IEnumerable<string> Hint(SyncAnswer state, bool isDryRun)
    {
        var left = (state.GoneThere ?? 0) - (state.Deleted ?? 0);
        if (!isDryRun && left > 0)
            yield return $"{SyncBar.Number(left)} that are gone there are still here. --delete-missing deletes them.";
    }

    private static string Number(long? number) => number is { } known ? SyncBar.Number(known) : "-";
}
