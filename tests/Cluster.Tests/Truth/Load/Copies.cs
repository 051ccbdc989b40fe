using OrleansUsers.Harness;

namespace OrleansUsers.Cluster.Tests;

/// <summary>Copies of a stored user, with ids and token identifiers of their own, which no process has in memory.</summary>
internal static class Copies
{
    public const int Count = 50_000;

    private const string Sql = """
        insert into users (external_id, name, email, username, token_identifiers, created_at, updated_at, version, revision, state)
        select @id || '_' || n, name, email, username, array[replace(token_identifiers[1], @id, @id || '_' || n)],
               created_at, updated_at, version, revision, replace(state::text, @id, @id || '_' || n)::json
        from users, generate_series(1, 50000) as n where external_id = @id
        """;

    /// <summary>The id of a copy, which are counted from 1.</summary>
    public static string IdOf(string original, int copy) => $"{original}_{copy}";

    public static async Task InsertAsync(UsersDatabase database, string original) =>
        Assert.Equal(Count, await database.ExecuteAsync(Sql, original));
}
