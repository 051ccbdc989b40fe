namespace OrleansUsers.Harness;

/// <summary>Which user holds which token identifier, by both tables of the database. One statement reads both at the same moment.</summary>
/// <remarks>A deleted user keeps its linked token identifiers in both tables, so that none of them makes another user.</remarks>
/// <param name="Index">The rows of <c>token_identifiers</c>, each as its token identifier and external id.</param>
/// <param name="Users">The same from <c>users.token_identifiers</c>.</param>
public sealed record TokenIndex(IReadOnlyList<(string Token, string Id)> Index, IReadOnlyList<(string Token, string Id)> Users)
{
    /// <summary>Reads both tables.</summary>
    public static async Task<TokenIndex> ReadAsync(UsersDatabase database)
    {
        var each = database.Kind == DatabaseKind.Postgres
            ? "unnest(token_identifiers) as each (value)"
            : "json_each(token_identifiers) as each";
        var rows = await database.QueryAsync(
            $"""
            select 'index' as place, token_identifier as token, external_id from token_identifiers
            union all select 'users', each.value, external_id from users, {each}
            """);
        var places = rows.ToLookup(row => (string)row["place"]!, row => ((string)row["token"]!, (string)row["external_id"]!));
        return new([.. places["index"]], [.. places["users"]]);
    }

    /// <summary>
    /// The rows that are in one table only, and the rows of a token identifier that is in the index twice. There must be none: otherwise a
    /// caller could become another user.
    /// </summary>
    public IEnumerable<(string Token, string Id)> Contradictions() =>
        Index.Except(Users).Concat(Users.Except(Index)).Concat(Index.GroupBy(row => row.Token).SelectMany(rows => rows.Skip(1)));

    /// <summary>The holders of this token identifier, by the index.</summary>
    public IEnumerable<string> HoldersOf(string token) => Index.Where(row => row.Token == token).Select(row => row.Id);
}
