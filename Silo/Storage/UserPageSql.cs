using OrleansUsers.Grains;

namespace OrleansUsers.Silo;

/// <summary>
/// The statements that list users page by page, for both databases. Their parameters $1 and $2 are the bounds of
/// <see cref="UserRangeSql"/>, $3 is the limit.
/// </summary>
internal sealed class UserPageSql(UserRange range)
{
    /// <summary>How many rows are looked at in the order of their ids, before the index of living users is tried.</summary>
    private const int Near = 20_000;

    public UserRangeSql Range { get; } = new(range);

    /// <summary>Lists the living users among the next rows.</summary>
    public string NearLiving => $"""
        select external_id from (
            select external_id, deleted_at, created_at from users where {UserRangeSql.InOrder} order by external_id limit {Near}) as near
        where {UserListSql.IsLiving}{Range.Also} limit $3
        """;

    /// <summary>Whether there are rows behind the next ones.</summary>
    public static string HasOthers =>
        $"select external_id from users where {UserRangeSql.InOrder} order by external_id limit 1 offset {Near}";

    /// <summary>Lists living users by the index users_created_at, which has those only. It has to be read as a whole.</summary>
    public string AllLiving => $"""
        select external_id from users where {UserListSql.IsLiving} and {UserRangeSql.NotInOrder}{Range.Also}
        order by external_id || '' limit $3
        """;

    public string Deleted =>
        $"{Tombstone} from users where deleted_at is not null and {UserRangeSql.InOrder}{Range.Also} order by external_id limit $3";

    /// <summary>Finds deleted users by $4, a whole id or token identifier.</summary>
    public string FindDeleted => $"""
        {Tombstone} from users where external_id in (
            select $4 union select external_id from token_identifiers where token_identifier = $4)
          and deleted_at is not null and {UserRangeSql.InOrder}{Range.Also} order by external_id limit $3
        """;

    private static string Tombstone => "select external_id, deleted_at, version";
}
