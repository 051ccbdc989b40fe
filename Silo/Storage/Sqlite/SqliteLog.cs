using System.Buffers.Binary;
using Microsoft.Data.Sqlite;

namespace OrleansUsers.Silo;

/// <summary>
/// Tells whether a SQLite file belongs to the write-ahead log beside it, before SQLite opens them. SQLite itself applies any log to any
/// file: an older copy of the file would become a mixture of both.
/// </summary>
/// <remarks>
/// Each transaction of ours counts <c>user_version</c> up, which is in the header on the first page. So the number in the file is that of
/// the last transaction that was copied into it, and those in the log follow it without a gap.
/// </remarks>
internal static class SqliteLog
{
    private const int LogHeaderLength = 32;
    private const int FrameHeaderLength = 24;

    /// <summary>
    /// False when a transaction is missing between the file and its log, when the file is newer than the log, and when it was rewritten
    /// (<c>vacuum</c>).
    /// </summary>
    public static bool BelongsTo(string databasePath)
    {
        if (Committed(databasePath + "-wal") is not (var first, var last))
            return true;
        // The differences also hold when a number overflows.
        return Stored(databasePath) is { } stored
            && unchecked(stored.Version - (first.Version - 1)) >= 0
            && unchecked(last.Version - stored.Version) >= 0
            && unchecked(last.Schema - stored.Schema) >= 0;
    }

    /// <summary>
    /// Lets each start count from another number, so that copies of earlier times and of other databases have other ones.
    /// </summary>
    public static void StartCounting(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "pragma user_version";
        var last = (int)(long)command.ExecuteScalar()!;
        // The log first gets the number that is in the file, so that there is no gap. Then the file gets the new number.
        command.CommandText = $"""
            pragma user_version = {last};
            pragma user_version = {unchecked(last + Random.Shared.Next(1, int.MaxValue))};
            pragma wal_checkpoint(truncate);
            """;
        command.ExecuteNonQuery();
    }

    private static Header? Stored(string databasePath)
    {
        var page = new byte[Header.Length];
        using var file = Open(databasePath);
        return file.ReadAtLeast(page, page.Length, throwOnEndOfStream: false) == page.Length ? Header.Of(page) : null;
    }

    /// <summary>The headers after the first and the last transaction in the log that wrote one; null when none did.</summary>
    private static (Header First, Header Last)? Committed(string logPath)
    {
        if (!File.Exists(logPath))
            return null;
        using var log = Open(logPath);
        var head = new byte[LogHeaderLength];
        if (log.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) < head.Length || (Int(head, 0) & ~1) != 0x377F0682)
            return null;
        var sum = new SqliteLogChecksum(isBigEndian: (Int(head, 0) & 1) == 1);
        sum.Add(head.AsSpan(0, 24));
        var pageSize = Int(head, 8);
        if (!sum.Is(head.AsSpan(24)) || pageSize is < 512 or > 65536)
            return null;

        (Header First, Header Last)? found = null;
        Header? written = null;
        var frame = new byte[FrameHeaderLength + pageSize];
        while (log.ReadAtLeast(frame, frame.Length, throwOnEndOfStream: false) == frame.Length)
        {
            sum.Add(frame.AsSpan(0, 8));
            sum.Add(frame.AsSpan(FrameHeaderLength));
            // What follows is left from an earlier log, or was not written to its end.
            if (!frame.AsSpan(8, 8).SequenceEqual(head.AsSpan(16, 8)) || !sum.Is(frame.AsSpan(16, 8)))
                break;
            if (Int(frame, 0) == 1)
                written = Header.Of(frame.AsSpan(FrameHeaderLength));
            // Only the last frame of a transaction has the size of the file.
            var isCommit = Int(frame, 4) != 0;
            if (isCommit && written is { } header)
                found = (found?.First ?? header, header);
        }
        return found;
    }

    private static int Int(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadInt32BigEndian(bytes[offset..]);

    private static FileStream Open(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);

    /// <summary>What is compared of the header on the first page.</summary>
    /// <param name="Schema">Counts the changes of the schema; a <c>vacuum</c> counts as one.</param>
    /// <param name="Version">Counts the transactions.</param>
    private readonly record struct Header(int Schema, int Version)
    {
        public const int Length = 100;

        public static Header Of(ReadOnlySpan<byte> page) => new(Int(page, 40), Int(page, 60));
    }
}
