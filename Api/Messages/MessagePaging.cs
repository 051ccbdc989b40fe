namespace OrleansUsers.Api;

/// <summary>Which messages a client asks for. Left empty is as good as left out.</summary>
internal sealed record MessagePaging(int? Limit, string? Before)
{
    private const int DefaultLimit = 50;
    private const int MaxLimit = 100;

    public const string Refusal = "Ask for 1 to 100 messages, and give a cursor back as it came.";

    /// <summary>Null when it cannot be read.</summary>
    public MessageRange? Range
    {
        get
        {
            var limit = Limit ?? DefaultLimit;
            if (limit is < 1 or > MaxLimit)
                return null;
            if (string.IsNullOrEmpty(Before))
                return new MessageRange { Limit = limit };
            return MessageCursor.Read(Before) is { } place ? new MessageRange { Limit = limit, Before = place } : null;
        }
    }
}
