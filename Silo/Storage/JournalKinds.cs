using OrleansUsers.Grains;

namespace OrleansUsers.Silo;

/// <summary>The numbers by which both databases store a <see cref="ChangeKind"/>.</summary>
internal static class JournalKinds
{
    public static short? Write(ChangeKind? kind) => kind switch
    {
        null => null,
        ChangeKind.Created => 1,
        ChangeKind.Updated => 2,
        ChangeKind.Deleted => 3,
        ChangeKind.Reinstated => 4,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    /// <summary>Null for a change that makes no new version.</summary>
    public static ChangeKind? Read(long? number) => number switch
    {
        null => null,
        1 => ChangeKind.Created,
        2 => ChangeKind.Updated,
        3 => ChangeKind.Deleted,
        4 => ChangeKind.Reinstated,
        _ => throw new InvalidOperationException($"The journal has a change of the unknown kind {number}."),
    };
}
