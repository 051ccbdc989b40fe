namespace OrleansUsers.Api;

/// <summary>Which part of the feed a client asks for. An empty parameter counts as missing.</summary>
/// <param name="After">Null for the oldest changes that are kept.</param>
/// <param name="IsLatest">Whether only the cursor of now is asked for.</param>
internal sealed record ChangePaging(ChangeCursor? After, bool IsLatest, int Limit)
{
    public const string Refusal =
        "The parameter limit must be from 1 to 1000, and after must be a cursor from an earlier answer, or the word latest.";

    private const string Latest = "latest";
    private const int DefaultLimit = 100;
    private const int MaxLimit = 1000;

    /// <summary>Null when a parameter is not valid.</summary>
    public static ChangePaging? Read(IQueryCollection query)
    {
        var (limit, cursor) = (DefaultLimit, default(ChangeCursor?));
        if (query["limit"].Count > 1 || query["after"].Count > 1)
            return null;
        if (query["limit"].ToString() is { Length: > 0 } count)
        {
            if (WholeNumber.Read(count) is not (>= 1 and <= MaxLimit and var number))
                return null;
            limit = (int)number;
        }
        var after = query["after"].ToString();
        if (after is not ("" or Latest) && (cursor = ChangeCursor.Read(after)) is null)
            return null;
        return new ChangePaging(cursor, after is Latest, limit);
    }
}
