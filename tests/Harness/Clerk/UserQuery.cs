using System.Globalization;
using Microsoft.Extensions.Primitives;

namespace OrleansUsers.Harness;

/// <summary>The parameters of a list or a count of users.</summary>
internal sealed record UserQuery
{
    private const int MostIds = 100;
    private const int LargestLimit = 500;
    private const int DefaultLimit = 10;

    public IReadOnlyList<string> Ids { get; private init; } = [];

    public int Limit { get; private init; } = DefaultLimit;

    public int Offset { get; private init; }

    public bool ByUpdated { get; private init; }

    public bool Descending { get; private init; } = true;

    public string? StartingAfter { get; private init; }

    /// <summary>The first <c>created_at</c> that is included.</summary>
    public long CreatedFrom { get; private init; } = long.MinValue;

    /// <summary>The first <c>created_at</c> that is not included any more.</summary>
    public long CreatedTo { get; private init; } = long.MaxValue;

    public bool FiltersByCreated => CreatedFrom != long.MinValue || CreatedTo != long.MaxValue;

    public bool Includes(FakeUser user) => user.CreatedAt >= CreatedFrom && user.CreatedAt < CreatedTo;

    /// <summary>Reads the parameters; one that is wrong, or that the fake does not have, is an error with its name.</summary>
    public static UserQuery? Read(IEnumerable<KeyValuePair<string, StringValues>> parameters, bool boundsInclusive, out string? wrong)
    {
        var query = new UserQuery();
        wrong = null;
        foreach (var (name, values) in parameters)
        {
            if (query.With(name, values, boundsInclusive ? 1 : 0) is not { } read)
            {
                wrong = name;
                return null;
            }
            query = read;
        }
        if (query.StartingAfter is not null && (query.ByUpdated || query.Offset != 0))
            wrong = "starting_after";
        return wrong is null ? query : null;
    }

    private UserQuery? With(string name, StringValues values, int inclusive)
    {
        var value = values.ToString();
        switch (name)
        {
            case "limit":
                return Number(value) is not (> 0 and var limit) ? null
                    : this with { Limit = limit <= LargestLimit ? (int)limit : DefaultLimit };
            case "offset":
                return Number(value) is not (<= int.MaxValue and var offset) ? null : this with { Offset = (int)offset };
            case "created_at_after":
                return Number(value) is not { } after ? null : this with { CreatedFrom = after + 1 - inclusive };
            case "created_at_before":
                return Number(value) is not { } before ? null : this with { CreatedTo = before + inclusive };
            case "starting_after":
                return value.Length == 0 ? null : this with { StartingAfter = value };
            case "user_id":
                // An id with a sign includes or excludes; the fake has only ids without one.
                return values.Count > MostIds || values.Any(id => id is null or "" || id[0] is '-' or '+') ? null
                    : this with { Ids = [.. values.OfType<string>()] };
            case "order_by":
                var field = value.StartsWith('+') || value.StartsWith('-') ? value[1..] : value;
                return field is not ("created_at" or "updated_at") ? null
                    : this with { ByUpdated = field == "updated_at", Descending = value[0] == '-' };
            default:
                return name == "__clerk_api_version" ? this : null;
        }
    }

    private static long? Number(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < 1_000_000_000_000_000
            ? number : null;
}
