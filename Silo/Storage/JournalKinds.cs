using OrleansUsers.Grains;

namespace OrleansUsers.Silo;

/// <summary>The numbers by which the triggers of both databases store a <see cref="ChangeKind"/>.</summary>
internal static class JournalKinds
{
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
