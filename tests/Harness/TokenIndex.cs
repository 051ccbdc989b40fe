namespace OrleansUsers.Harness;

/// <summary>Which user holds which sign-in, as the database says in two places, read in one statement and so at one moment.</summary>
/// <remarks>A deleted user keeps in both what was linked to it, so that no sign-in of it makes another user.</remarks>
/// <param name="Index">The rows of <c>token_identifiers</c>, each as its token identifier and external id.</param>
/// <param name="Users">The same from <c>users.token_identifiers</c>.</param>
public sealed record TokenIndex(IReadOnlyList<(string Token, string Id)> Index, IReadOnlyList<(string Token, string Id)> Users)
{
    /// <summary>Reads both places.</summary>
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
    /// The rows that are in one place only, and those of a sign-in that is in the index twice: none, or somebody may become somebody else.
    /// </summary>
    public IEnumerable<(string Token, string Id)> Contradictions() =>
        Index.Except(Users).Concat(Users.Except(Index)).Concat(Index.GroupBy(row => row.Token).SelectMany(rows => rows.Skip(1)));

    /// <summary>Who holds this sign-in, by the index.</summary>
    public IEnumerable<string> HoldersOf(string token) => Index.Where(row => row.Token == token).Select(row => row.Id);
}
