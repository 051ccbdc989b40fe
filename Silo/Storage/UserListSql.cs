namespace OrleansUsers.Silo;

/// <summary>
/// The statements that list the living users of one provider, for both databases. Their parameters $1 and $2 are <see cref="First"/> and
/// <see cref="End"/>.
/// </summary>
/// <remarks>
/// Both databases compare external ids by their bytes: SQLite by default, PostgreSQL because the column has the collation "C".
/// </remarks>
internal sealed class UserListSql(string provider)
{
    /// <summary>Which rows are of living users. A row of which only links are known has neither time.</summary>
    public const string IsLiving = "deleted_at is null and created_at is not null";

    private const string Living = $"from users where {IsLiving} and";

    // An expression instead of the column. By the column the database would read the rows of a large provider in the order of the primary
    // key: how many there are it cannot tell from a prepared statement. The index users_created_at has all that is asked for.
    private const string AnyId = "(external_id || '')";

    private readonly bool _isBare = provider == ExternalId.BareProvider;

    /// <summary>What all external ids of the provider are greater than. A subject is not empty.</summary>
    public string First => _isBare ? "" : ExternalId.Of(provider, "");

    /// <summary>What all external ids of the provider are less than, if they have its name: '}' is the character after '|'.</summary>
    public string End => provider + '}';

    public string Count => $"select count(*) {Living} {IsOfProvider(AnyId)}";

    public string CreationTimes => $"select created_at {Living} {IsOfProvider(AnyId)} order by created_at";

    /// <summary>Lists those created from $3 up to, but not including, $4.</summary>
    public string Created =>
        $"select external_id {Living} {IsOfProvider(AnyId)} and created_at >= $3 and created_at < $4 order by external_id";

    /// <summary>Lists $3 of those after $1, which is <see cref="After"/>.</summary>
    public string Page => $"select external_id {Living} {IsOfProvider("external_id")} order by external_id limit $3";

    /// <summary>The external id from which on a page begins. As one bound: SQLite would seek by one of two, perhaps the lesser.</summary>
    public string After(string externalId) => string.CompareOrdinal(externalId, First) > 0 ? externalId : First;

    /// <summary>Whether an external id is of the bare provider.</summary>
    public static string IsBare(string id) => $"{id} not like '%|%'";

    private string IsOfProvider(string id) => _isBare ? $"{id} > $1 and {IsBare(id)}" : $"{id} > $1 and {id} < $2";
}
