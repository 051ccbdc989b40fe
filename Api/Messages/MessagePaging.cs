using System.Globalization;

namespace OrleansUsers.Api;

/// <summary>The messages that a client asks for. An empty parameter counts as missing.</summary>
internal sealed record MessagePaging(string? Limit, string? Before)
{
    public const string Refusal = "The parameter limit must be from 1 to 100, and before must be a cursor from an earlier answer.";

    private const int DefaultLimit = 50;
    private const int MaxLimit = 100;

    /// <summary>Null when a parameter is not valid.</summary>
    public MessageRange? Range
    {
        get
        {
            var limit = DefaultLimit;
            if (!string.IsNullOrEmpty(Limit) && !int.TryParse(Limit, NumberStyles.None, CultureInfo.InvariantCulture, out limit))
                return null;
            var before = string.IsNullOrEmpty(Before) ? null : MessageCursor.Read(Before);
            return limit is >= 1 and <= MaxLimit && (before is not null || string.IsNullOrEmpty(Before))
                ? new MessageRange { Limit = limit, Before = before }
                : null;
        }
    }
}
