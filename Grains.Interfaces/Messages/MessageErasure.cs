namespace OrleansUsers;

/// <summary>Which messages to blank: those of one author that were sent before the author was erased.</summary>
/// <remarks>
/// A message carries the version of its author. So a message that was checked before the erasure and is appended after it is blanked, and
/// what a reinstated author sends is not.
/// </remarks>
[GenerateSerializer, Immutable, Alias("MessageErasure")]
public sealed record MessageErasure
{
    /// <summary>
    /// How long a message may be on its way, from the check of its author until a channel's log takes it. Requests end after 10 s; the
    /// rest is for processes that were frozen and for clocks that differ.
    /// </summary>
    public static TimeSpan MaxDelay { get; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a channel's log keeps the erasure: until no message that it concerns can arrive.</summary>
    public static TimeSpan KeptFor { get; } = 2 * MaxDelay;

    /// <summary>The author's external id.</summary>
    [Id(0)] public required string UserId { get; init; }

    /// <summary>The author's version when it was deleted. Messages with this version or an earlier one are blanked.</summary>
    [Id(1)] public required long Version { get; init; }

    /// <summary>When a log may forget the erasure; null is never.</summary>
    [Id(2)] public DateTimeOffset? KeptUntil { get; init; }

    /// <summary>Whether the message has to be blanked, or was. Messages of earlier builds carry no version.</summary>
    public bool Concerns(Message message) => message.UserId == UserId && (message.AuthorVersion ?? 0) <= Version;
}
