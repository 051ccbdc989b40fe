using System.Globalization;
using System.Text.Json.Serialization;

namespace OrleansUsers.Api;

/// <summary>
/// A part of Clerk's users, by the time of their creation, and how far it was read. Times are in milliseconds since 1970.
/// </summary>
/// <param name="From">The first time; null for the beginning.</param>
/// <param name="To">The time after the last one; null for no end.</param>
internal sealed record CreationRange(long? From, long? To)
{
    /// <summary>The last user of the page before; null when the next page is found by time.</summary>
    public string? Cursor { get; init; }

    /// <summary>
    /// The lower bound of the pages since the last one that was found by time. Clerk wants it to stay the same with a cursor.
    /// </summary>
    public long? Bound { get; init; } = From;

    /// <summary>When the last user was created.</summary>
    public long? Last { get; init; }

    /// <summary>The users that were read and were created at <see cref="Last"/>.</summary>
    public string[] Ties { get; init => field = value ?? []; } = [];

    /// <summary>How many users after the cursor could not be read. The next page begins with them again.</summary>
    public int AfterCursor { get; init; }

    public SyncCounts Counts { get; init => field = value ?? new(); } = new();

    /// <summary>How often its end was reached, and users were missing.</summary>
    public int Reopenings { get; init; }

    public bool IsDone { get; init; }

    /// <summary>The filter of this range. Whether Clerk's bounds include the time itself is not documented, so they are wider.</summary>
    [JsonIgnore]
    public string Filter => FilterOf(From, To);

    public static string FilterOf(long? from, long? to) => string.Create(
        CultureInfo.InvariantCulture,
        $"{(from is { } after ? $"&created_at_after={after - 1}" : "")}{(to is { } before ? $"&created_at_before={before + 1}" : "")}");

    /// <summary>Whether a user belongs here. One without a time belongs to where it was listed.</summary>
    public bool Contains(long? createdAt) => createdAt is not { } at || ((From is null || at >= From) && (To is null || at < To));

    public bool Overlaps(CreationRange other) =>
        (From is null || other.To is null || From < other.To) && (To is null || other.From is null || other.From < To);

    /// <summary>Whether a user was read before.</summary>
    public bool HasRead(PulledUser user) =>
        user.CreatedAt is { } at && (at < Last || (at == Last && Ties.Contains(user.Name, StringComparer.Ordinal)));

    /// <summary>The range after a page.</summary>
    public CreationRange After(ClerkPage page, SyncCounts counts)
    {
        var last = page.Users.Max(user => user.CreatedAt) is { } newest && !(newest < Last) ? newest : Last;
        var ties = page.Users.Where(user => user.CreatedAt == last).Select(user => user.Name);
        return this with
        {
            Cursor = page.LastId ?? Cursor,
            AfterCursor = page.Users.Reverse().TakeWhile(user => user.User is null).Count() + (page.LastId is null ? AfterCursor : 0),
            Last = last,
            Ties = [.. (last == Last ? Ties : []).Union(ties, StringComparer.Ordinal)],
            Counts = Counts + counts,
        };
    }

    /// <summary>The range from the last user on, without the cursor, which Clerk does not know any more.</summary>
    public CreationRange WithoutCursor() => this with { Cursor = null, Bound = Last ?? From, AfterCursor = 0 };

    /// <summary>The range, to be read again: the first time from the last user on, later from its start.</summary>
    public CreationRange Reopened(bool isDryRun) =>
        Reopenings == 0
            ? WithoutCursor() with { IsDone = false, Reopenings = 1 }
            : new CreationRange(From, To)
            {
                Reopenings = Reopenings + 1,
                // What was applied stays counted.
                Counts = isDryRun ? new SyncCounts() : Counts with { Seen = 0, Unchanged = 0, Errors = 0 },
            };
}
