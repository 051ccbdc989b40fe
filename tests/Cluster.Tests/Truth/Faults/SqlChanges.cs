namespace OrleansUsers.Cluster.Tests;

/// <summary>Changes of rows by SQL, which no process knows of.</summary>
internal static class SqlChanges
{
    private const int First = 1_000_000;

    private const string Rename = """
        update users set name = 'User 1000000', version = version + 1,
            state = jsonb_set(jsonb_set(state::jsonb, '{snapshot,lastName}', '"1000000"'), '{version}', to_jsonb(version + 1))::json
        """;

    private static readonly string[] Statements =
    [
        $"{Rename}, revision = revision + 1 where external_id = @id",
        $"{Rename} where external_id = @id",
        "delete from users where external_id = @id",
    ];

    /// <summary>Each user who is to live is changed: with a new revision, without one, or by the removal of the row.</summary>
    public static async Task ChangeBySqlAsync(this TruthScenario truth)
    {
        var living = truth.Population.Full.Where(user => user is { Usual: Change.Update, Last: null });
        foreach (var (index, user) in living.Index())
        {
            var statement = Statements[index % Statements.Length];
            var number = statement.StartsWith("delete", StringComparison.Ordinal) ? Observation.Deleted : First;
            var at = truth.History.Now;
            truth.History.Invoked(user.Id, 0, "SQL", at, number);
            Assert.Equal(1, await truth.Fleet.Database.ExecuteAsync(statement, user.Id));
            truth.History.Acknowledge(user.Id, 0, "SQL", at, number);
        }
    }
}
