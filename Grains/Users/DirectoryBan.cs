namespace OrleansUsers.Grains;

/// <summary>The newest that the directory of a linked token identifier said of whether the user may sign in.</summary>
[GenerateSerializer, Immutable, Alias("DirectoryBan")]
internal sealed record DirectoryBan(
    [property: Id(0)] string TokenIdentifier,
    [property: Id(1)] DateTimeOffset At,
    [property: Id(2)] DateTimeOffset SentAt,
    [property: Id(3)] bool IsBanned);

/// <summary>
/// Joins the bans of linked directories: the newest of each directory counts. The ban of the user's own directory is in its snapshot.
/// </summary>
internal static class DirectoryBans
{
    public static ValueList<DirectoryBan>? Join(ValueList<DirectoryBan>? a, ValueList<DirectoryBan>? b) =>
        a is null || b is null
            ? a ?? b
            : new([.. a.Items.Concat(b.Items)
                .GroupBy(
                    ban => ban.TokenIdentifier,
                    (_, same) => same.MaxBy(ban => (ban.At, ban.SentAt, ban.IsBanned))!,
                    StringComparer.Ordinal)
                .OrderBy(ban => ban.TokenIdentifier, StringComparer.Ordinal)]);
}
