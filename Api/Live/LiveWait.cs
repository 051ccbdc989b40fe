using System.Globalization;

namespace OrleansUsers.Api;

/// <summary>An answer that is held back until the caller is stored: <c>?wait=</c> with 1 to 30 seconds.</summary>
internal static class LiveWait
{
    public const string Refusal = "Wait for 1 to 30 seconds.";

    private const int MaxSeconds = 30;

    /// <summary>False when what is asked for cannot be read.</summary>
    /// <param name="time">Null when no wait is asked for.</param>
    public static bool TryRead(IQueryCollection query, out TimeSpan? time)
    {
        time = null;
        if (!query.TryGetValue("wait", out var values))
            return true;
        // The parser would take a number that ends in NULs.
        if (values is not [{ } text] || !text.All(char.IsAsciiDigit)
            || !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds is < 1 or > MaxSeconds)
            return false;
        time = TimeSpan.FromSeconds(seconds);
        return true;
    }

    /// <summary>
    /// The user who is followed, as soon as it is stored; null when the time is over, the client gone or the process stopping before.
    /// </summary>
    /// <remarks>Throws when the time is over and the cluster, asked last, did not answer.</remarks>
    public static async Task<User?> ForUser(
        this LiveCaller following, TimeSpan time, LiveUsers users, TimeProvider clock, CancellationToken gone)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(gone, users.Stopping);
        var start = clock.GetTimestamp();
        for (var state = following.Seen; state is not null && !over.IsCancellationRequested; state = await following.LookAgain())
        {
            if (state.User is not null)
                return state.User;
            var left = time - clock.GetElapsedTime(start);
            if (left <= TimeSpan.Zero)
                return state.Error is null ? null : throw state.Error;
            await state.Over.WaitAsync(left, clock, over.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        return null;
    }
}
