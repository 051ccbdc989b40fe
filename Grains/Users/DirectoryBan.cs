namespace OrleansUsers.Grains;

/// <summary>Whether the directory of a linked token identifier bans the user, by its newest snapshot.</summary>
[GenerateSerializer, Immutable, Alias("DirectoryBan")]
internal sealed record DirectoryBan(
    [property: Id(0)] string TokenIdentifier,
    [property: Id(1)] DateTimeOffset At,
    [property: Id(2)] DateTimeOffset SentAt,
    [property: Id(3)] bool IsBanned);

/// <summary>
/// Joins the bans by linked directories: the newest of each directory counts. The ban by the user's own directory is in its snapshot.
/// </summary>
internal static class DirectoryBans
{
    public static ValueList<DirectoryBan>? Join(ValueList<DirectoryBan>? a, ValueList<DirectoryBan>? b) =>
        ValueList<DirectoryBan>.Join(a, b, ban => ban.TokenIdentifier, ban => (ban.At, ban.SentAt, ban.IsBanned));
}
