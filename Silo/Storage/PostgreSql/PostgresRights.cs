namespace OrleansUsers.Silo;

/// <summary>The rights on tables that a login needs to run the program. To upgrade the schema it has to own the tables.</summary>
internal static class PostgresRights
{
    /// <summary>The table of the scripts that were run, which the upgrade keeps.</summary>
    public const string Journal = "schemaversions";

    /// <summary>Every right that a statement of the program needs. A test runs the program with exactly these.</summary>
    public static IReadOnlyList<(string Table, string Privilege)> Needed { get; } =
    [
        .. On("users", "select", "insert", "update"),
        .. On("token_identifiers", "select", "insert", "delete"),
        .. On("user_changes", "select", "insert", "delete"),
        .. On("change_positions", "select", "insert", "delete"),
        .. On("change_numbering", "select", "update"),
        .. On("orleansstorage", "select", "insert", "update"),
        .. On("orleansmembershipversiontable", "select", "insert", "update"),
        .. On("orleansmembershiptable", "select", "insert", "update", "delete"),
        .. On("orleansquery", "select"),
        .. On("change_delivery", "select", "insert", "update"),
        .. On("user_search", "select", "insert", "update", "delete"),
        .. On("search_state", "select", "update"),
        .. On(Journal, "select"),
    ];

    /// <summary>The tables of the program without <see cref="Journal"/>.</summary>
    public static IReadOnlyList<string> Tables { get; } =
        [.. Needed.Select(right => right.Table).Where(table => table != Journal).Distinct()];

    private static IEnumerable<(string Table, string Privilege)> On(string table, params IEnumerable<string> privileges) =>
        privileges.Select(privilege => (table, privilege));
}
