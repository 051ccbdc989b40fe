using OrleansUsers.Grains;

namespace OrleansUsers.Silo;

/// <summary>
/// The condition on external ids of a <see cref="UserRange"/>, for both databases. Its parameters $1 and $2 are <see cref="After"/> and
/// <see cref="End"/>.
/// </summary>
internal sealed class UserRangeSql
{
    /// <summary>The bounds, in a way that no index of the ids can be used: the database shall use another one.</summary>
    public const string NotInOrder = "(external_id || '') > $1 and (external_id || '') < $2";

    /// <summary>The bounds, by which a database reads the rows in the order of the ids.</summary>
    public const string InOrder = "external_id > $1 and external_id < $2";

    // Longer than an external id, of the last character of all.
    private static readonly string EndOfAll = string.Concat(Enumerable.Repeat("\U0010FFFF", (ExternalId.MaxLength / 2) + 1));

    public UserRangeSql(UserRange range)
    {
        var isBare = range.Provider == ExternalId.BareProvider;
        (After, End) = (range.After, EndOfAll);
        if (range.Provider is { } provider && !isBare)
        {
            var list = new UserListSql(provider);
            (After, End) = (list.After(range.After), list.End);
        }
        Also = isBare ? $" and {UserListSql.IsBare("external_id")}" : "";
    }

    /// <summary>What all external ids of the range are greater than.</summary>
    public string After { get; }

    /// <summary>What all external ids of the range are less than.</summary>
    public string End { get; }

    /// <summary>What rows between the bounds have to fulfil, too. It begins with "and", or is empty.</summary>
    public string Also { get; }
}
