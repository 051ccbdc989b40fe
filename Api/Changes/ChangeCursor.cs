using System.Globalization;

namespace OrleansUsers.Api;

/// <summary>A place in the feed of changes. Clients see it as a text that they send back unchanged.</summary>
/// <param name="Position">The entry of the journal up to which a client has read; 0 is before all entries.</param>
/// <param name="Tag">
/// When that entry was written, in ticks. A database that was restored from a back-up gives the same position to another entry later.
/// </param>
/// <param name="Taken">How many of the entry's changes the client has read; null when it has read all of them.</param>
internal readonly record struct ChangeCursor(long Position, long Tag, int? Taken = null)
{
    /// <summary>Null when the text is not a cursor.</summary>
    public static ChangeCursor? Read(string text) => text.Split('.') switch
    {
        [var position, var tag] when WholeNumber.Read(position) is { } at && WholeNumber.Read(tag) is { } written => new(at, written),
        [var position, var tag, var taken] when WholeNumber.Read(position) is { } at && WholeNumber.Read(tag) is { } written
            && WholeNumber.Read(taken) is { } count and <= int.MaxValue => new(at, written, (int)count),
        _ => null,
    };

    public override string ToString() => Taken is null
        ? string.Create(CultureInfo.InvariantCulture, $"{Position}.{Tag}")
        : string.Create(CultureInfo.InvariantCulture, $"{Position}.{Tag}.{Taken}");
}
