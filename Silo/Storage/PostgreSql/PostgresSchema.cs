namespace OrleansUsers.Silo;

/// <summary>The schema of a database compared with that of this build, and what the login may do in it.</summary>
internal sealed record PostgresSchema
{
    public const string ReadOnly = "the server takes no writes. It is a standby, or default_transaction_read_only is on. "
        + "Name the primary, or all hosts separated by commas.";

    /// <summary>The first schema of the search path, which has or gets the tables; null when the login may use none.</summary>
    public string? Name { get; init; }

    /// <summary>The version of the server.</summary>
    public string Version { get; init; } = "";

    public string Login { get; init; } = "";

    /// <summary>Whether the server is a standby, or was made read-only.</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>The time of the server.</summary>
    public DateTimeOffset Clock { get; init; }

    /// <summary>Whether the login may create tables in the schema and change those that are there.</summary>
    public bool MayUpgrade { get; init; }

    /// <summary>The program's tables that exist.</summary>
    public IReadOnlyList<string> Tables { get; init; } = [];

    /// <summary>The rights that the program needs and the login does not have, each as <c>insert, update on users</c>.</summary>
    public IReadOnlyList<string> MissingRights { get; init; } = [];

    /// <summary>The scripts of this build that were not run on the database yet.</summary>
    public IReadOnlyList<string> Pending { get; init; } = [];

    /// <summary>The scripts that were run on the database and are not in this build: a newer one made them.</summary>
    public IReadOnlyList<string> Unknown { get; init; } = [];

    /// <summary>Whether the schema has the table of the scripts that were run. Without it nothing was created yet.</summary>
    public bool HasJournal { get; init; }

    /// <summary>Why this program cannot work on the database, and what would be right; null when it can.</summary>
    public string? Fault =>
        Name is null ? "no schema of the search path exists, or the login may not use it. Create it and grant usage on it to the login."
        : IsReadOnly ? ReadOnly
        : !HasJournal && Tables.Count > 0 ?
            $"the schema {Name} has tables of another program by the same names: {string.Join(", ", Tables)}. "
            + "Use a separate database or a schema of its own (Search Path) for the users."
        : Pending.Count > 0 && !MayUpgrade ?
            $"the schema {Name} {(HasJournal ? "is older than this program" : "is empty")}, and the login {Login} may not "
            + $"{(HasJournal ? "change its tables, which another login owns" : "create tables in it: it lacks the right create")}. "
            + "Run migrate with the login that owns it."
        : Pending.Count == 0 && MissingRights.Count > 0 ?
            $"the login {Login} lacks rights in the schema {Name}: {string.Join("; ", MissingRights)}. docs/deploy.md has the grants."
        : null;
}
