using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using OrleansUsers.Grains;

namespace OrleansUsers.Api;

/// <summary>A part of the feed of changes, oldest first.</summary>
/// <param name="Cursor">Behind the last item. It leads on also when there are no items.</param>
internal sealed record ChangePage(IReadOnlyList<ChangeItem> Items, [property: JsonIgnore] ChangeCursor Cursor)
{
    public string After => Cursor.ToString();
}

/// <summary>
/// A version of a user. A reader may get it more than once; <paramref name="UserId"/> and <paramref name="Version"/> together name it.
/// </summary>
/// <param name="Kind"><c>created</c>, <c>updated</c>, <c>deleted</c> or <c>reinstated</c>.</param>
/// <param name="At">When it was stored, by the clock of the database.</param>
internal sealed record ChangeItem(
    string UserId, long Version, [property: AllowedValues("created", "updated", "deleted", "reinstated")] string Kind, DateTimeOffset At)
{
    public static ChangeItem Of(JournalEntry entry, UserChange change, ChangeKind kind) =>
        new(change.ExternalId, change.Version, Word(kind), entry.At);

    /// <summary>The kind as clients see it.</summary>
    public static string Word(ChangeKind kind) => kind switch
    {
        ChangeKind.Created => "created",
        ChangeKind.Updated => "updated",
        ChangeKind.Deleted => "deleted",
        ChangeKind.Reinstated => "reinstated",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no word for this kind."),
    };
}
