using Microsoft.Extensions.Logging;

namespace OrleansUsers.Silo;

/// <summary>Keeps the SQLite file to one process, by a lock file beside it.</summary>
internal static partial class SqliteLock
{
    // Longer than a process takes to stop: 15 s. Its successor may be started before.
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// The open lock file. The operating system releases the lock when the process ends, even after a crash. While another process holds
    /// it, this waits for up to 30 s.
    /// </summary>
    /// <exception cref="SettingException">Another process still uses the file, or the lock file cannot be opened.</exception>
    public static async Task<FileStream> Acquire(SqliteFile file, TimeProvider clock, ILogger logger)
    {
        var start = clock.GetTimestamp();
        for (var tries = 0; ; tries++)
        {
            try
            {
                return new FileStream(file.Path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException taken) when (IsTaken(taken))
            {
                if (clock.GetElapsedTime(start) >= MaxWait)
                    throw new SettingException(
                        SqliteStore.Setting,
                        "another process uses that file. To share users between processes, set ConnectionStrings__Users.",
                        taken);
            }
            catch (Exception denied) when (denied is IOException or UnauthorizedAccessException)
            {
                throw new SettingException(
                    SqliteStore.Setting, "its lock file, the same path with .lock at the end, cannot be opened for writing.", denied);
            }
            if (tries == 0)
                Waiting(logger, (int)MaxWait.TotalSeconds, file.Path);
            await Task.Delay(Pause, clock);
        }
    }

    // EWOULDBLOCK of Linux and of macOS, and Windows' sharing violation.
    private static bool IsTaken(IOException fault) => fault.HResult is 11 or 35 or unchecked((int)0x80070020);

    [LoggerMessage(
        LogLevel.Warning, "Another process uses the SQLite file. Waiting for up to {Seconds} s until that process has ended. File: {Path}")]
    private static partial void Waiting(ILogger logger, int seconds, string path);
}
