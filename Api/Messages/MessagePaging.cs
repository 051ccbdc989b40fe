using System.Globalization;

namespace OrleansUsers.Api;

/// <summary>Which messages a client asks for. Left empty is as good as left out.</summary>
internal sealed record MessagePaging(string? Limit, string? Before)
{
    public const string Refusal = "Ask for 1 to 100 messages, and give a cursor back as it came.";

    private const int DefaultLimit = 50;
    private const int MaxLimit = 100;

    /// <summary>Null when it cannot be read.</summary>
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
