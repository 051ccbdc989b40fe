using System.Globalization;
using OrleansUsers.Harness;

namespace OrleansUsers.Cluster.Tests;

/// <summary>A user's row, as SQL shows it.</summary>
/// <param name="Number">The number of the newest change in it; that of the deletion when there is no user.</param>
/// <param name="IsThere">Whether there is a row: a user that was deleted through the API has one.</param>
internal readonly record struct Row(int Number, long Version, bool IsBanned, bool IsThere)
{
    private const string Sql = """
        select external_id, name, version, coalesce((state->'snapshot'->>'banned')::boolean, false) as banned
        from users where external_id = any (string_to_array(@id, ','))
        """;

    /// <summary>The rows of these users, by id.</summary>
    public static async Task<IReadOnlyDictionary<string, Row>> ReadAsync(UsersDatabase database, IEnumerable<TrackedUser> users)
    {
        var all = users.ToDictionary(user => user.Id, _ => new Row(Observation.Deleted, 0, false, false));
        foreach (var row in await database.QueryAsync(Sql, string.Join(',', all.Keys)))
        {
            all[(string)row["external_id"]!] = new Row(
                TrackedUser.NumberIn((string?)row["name"]),
                Convert.ToInt64(row["version"], CultureInfo.InvariantCulture),
                (bool)row["banned"]!,
                IsThere: true);
        }
        return all;
    }
}
