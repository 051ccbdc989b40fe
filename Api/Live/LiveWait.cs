namespace OrleansUsers.Api;

/// <summary>Delays an answer until the caller is stored: <c>?wait=</c> with 1 to 30 seconds.</summary>
internal static class LiveWait
{
    public const string Refusal = "The parameter wait must be a number of seconds from 1 to 30.";

    private const int MaxSeconds = 30;

    /// <summary>Reads the parameter. Returns false when its value is not valid.</summary>
    /// <param name="time">Null when the parameter is missing.</param>
    public static bool TryRead(IQueryCollection query, out TimeSpan? time)
    {
        time = null;
        if (!query.TryGetValue("wait", out var values))
            return true;
        if (values is not [{ } text] || WholeNumber.Read(text) is not (>= 1 and <= MaxSeconds and var seconds))
            return false;
        time = TimeSpan.FromSeconds(seconds);
        return true;
    }

    /// <summary>
    /// Waits until the followed user is stored, and returns it. Returns null when the time ends, the client disconnects or the process
    /// stops first.
    /// </summary>
    /// <remarks>Throws when the time ends and the cluster did not answer the last read.</remarks>
    public static async Task<User?> WaitForUser(
        this LiveCaller following, TimeSpan time, LiveUsers users, TimeProvider clock, CancellationToken aborted)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(aborted, users.Stopping);
        var start = clock.GetTimestamp();
        for (var state = following.State; state is not null && !ended.IsCancellationRequested; state = await following.ReadAgain())
        {
            if (state.User is not null)
                return state.User;
            var left = time - clock.GetElapsedTime(start);
            if (left <= TimeSpan.Zero)
                return state.Error is null ? null : throw state.Error;
            await state.Stale.WaitAsync(left, clock, ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        return null;
    }
}
