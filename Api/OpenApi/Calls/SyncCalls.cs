namespace OrleansUsers.Api;

internal static class SyncCalls
{
    private const string State = """
        {"state":"running","startedAt":"2026-11-27T20:00:00.000Z","finishedAt":null,"provider":"clerk","dryRun":false,"total":100000,
         "seen":42000,"created":41990,"updated":3,"unchanged":7,"missingHere":41990,"staleHere":3,"goneThere":0,"deleted":0,"errors":0,
         "requests":97,"lastError":null,"lanes":{"head":null,"deletion":null},"drift":{"since":null,"byPullOnly":0}}
        """;

    public static readonly ParameterDoc Provider =
        ParameterDoc.Query("provider", "The name of the provider; `clerk` unless said.", "clerk");

    private static readonly ProblemDoc UnknownProvider = new("unknownProvider", Problem.UnknownProvider());

    public static readonly ProblemDoc NoSecretKey = new(
        "noSecretKey", Problem.Of(409, SyncEndpoints.MissingSecretKey("CLERK_SECRET_KEY")));

    public static readonly CallGroup Group = new("Sync", "The run over all users of a provider.",
    [
        new("POST /admin/sync", "startSync", "Start a run")
        {
            Description = "Reads all users of the provider and stores what differs. The body may be missing.",
            Body = """{"provider":"clerk","dryRun":true,"deleteMissing":false,"force":false}""",
            Answer = new(202, "The run is started; its state.", State),
            Problems = [UnknownProvider, new("running", SyncEndpoints.Running()), NoSecretKey],
        },
        new("GET /admin/sync", "getSync", "Get the state of the run")
        {
            Parameters = [Provider],
            Answer = new(200, "The state of the last run.", State),
            Problems = [UnknownProvider],
        },
        new("DELETE /admin/sync", "cancelSync", "Cancel the run")
        {
            Parameters = [Provider],
            Answer = new(200, "The run is cancelled; its state.", State.Replace("running", "cancelled", StringComparison.Ordinal)),
            Problems = [UnknownProvider, new("noRun", SyncEndpoints.NoRun())],
        },
    ]);
}
