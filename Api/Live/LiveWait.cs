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

    /// <summary>The user who is followed, as soon as it is stored; null when the time is over, the client gone or the process stopping before.</summary>
    public static async Task<User?> ForUser(this LiveCaller following, TimeSpan time, LiveUsers users, TimeProvider clock, CancellationToken gone)
    {
        var start = clock.GetTimestamp();
        while (await following.Look() is { } state && !users.IsStopping && !gone.IsCancellationRequested)
        {
            var left = time - clock.GetElapsedTime(start);
            if (state.User is not null || left <= TimeSpan.Zero)
                return state.User;
            await state.Over.WaitAsync(left, clock, gone).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        return null;
    }
}
