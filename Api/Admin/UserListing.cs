using OrleansUsers.Grains;

namespace OrleansUsers.Api;

/// <summary>Which users an operator asks for. An empty parameter counts as missing.</summary>
/// <param name="Search">Null when all users are asked for.</param>
internal sealed record UserListing(UserRange Range, string? Search, bool IsOfDeleted)
{
    public const string Refusal = "The parameter limit must be from 1 to 500, after must be the cursor of an earlier answer, "
        + "deleted must be true or false, and each parameter may be given once.";

    private const int DefaultLimit = 100;
    private const int MaxLimit = 500;

    private static readonly string[] Names = ["limit", "after", "search", "provider", "deleted"];

    /// <summary>Null when a parameter is not valid.</summary>
    public static UserListing? Read(IQueryCollection query)
    {
        if (Names.Any(name => query[name].Count > 1))
            return null;
        var limit = (long?)DefaultLimit;
        if (Text("limit") is { } number)
            limit = WholeNumber.Read(number);
        if (limit is not (>= 1 and <= MaxLimit))
            return null;
        var after = Text("after");
        if (after is not null && !ExternalId.IsUsable(after))
            return null;
        var isOfDeleted = false;
        if (Text("deleted") is { } deleted && !bool.TryParse(deleted, out isOfDeleted))
            return null;
        var search = Text("search") is { } text ? WithoutControls(text) : null;
        return new UserListing(
            new UserRange(Text("provider")?.ToLowerInvariant(), after ?? "", (int)limit),
            string.IsNullOrWhiteSpace(search) ? null : search,
            isOfDeleted);

        string? Text(string name) => query[name].ToString() is { Length: > 0 } value ? value : null;
    }

    // No id has one, and words end at them.
    private static string WithoutControls(string text) =>
        text.Any(char.IsControl) ? string.Concat(text.Select(character => char.IsControl(character) ? ' ' : character)) : text;
}
