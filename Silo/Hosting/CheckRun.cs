using System.Globalization;

namespace OrleansUsers.Silo;

/// <summary>Runs all checks of a process at the same time.</summary>
public static class CheckRun
{
    // Less than the deadline of a request (10 s). The longest check, of a provider's API, gives up after 8 s.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(9);

    /// <summary>Returns the results of each check, in the order of the checks. It takes 9 s at most, whatever hangs.</summary>
    public static IReadOnlyList<Task<IReadOnlyList<CheckResult>>> Start(IEnumerable<ICheck> checks, TimeProvider clock) =>
        [.. checks.Select(check => Try(check, clock))];

    private static async Task<IReadOnlyList<CheckResult>> Try(ICheck check, TimeProvider clock)
    {
        try
        {
            // Some parts of a check, such as the opening of a file, block their thread.
            return await Task.Run(check.Run).WaitAsync(Patience, clock);
        }
        catch (TimeoutException)
        {
            var seconds = Patience.TotalSeconds.ToString(CultureInfo.InvariantCulture);
            return [CheckResult.Fault($"{check.Subject}: there was no answer within {seconds} s.")];
        }
        catch (Exception unexpected)
        {
            // Only the first line is shown, because further lines may hold a stack trace.
            return [CheckResult.Fault($"{check.Subject}: {unexpected.GetBaseException().Message.Split('\n')[0].Trim()}")];
        }
    }
}
