using System.Text.Json;

namespace OrleansUsers.Api;

/// <summary>A page of Clerk's list of users, in its order. One that cannot be read has its place all the same.</summary>
internal sealed record ClerkPage(IReadOnlyList<PulledUser> Users, DateTimeOffset At)
{
    /// <summary>The id of the last user with a usable id: the cursor of the next page.</summary>
    public string? LastId => Users.LastOrDefault(user => user.User is not null)?.User!.Id;

    /// <exception cref="JsonException">It is not a list, or it is cut off.</exception>
    public static ClerkPage Read(ProviderAnswer answer)
    {
        var reader = new Utf8JsonReader(answer.Body, LenientJson.AnyDepth);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray)
            throw new JsonException("The list of users is not an array.");
        var users = new List<PulledUser>();
        string? previous = null;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            var user = ReadUser(answer.Body.AsSpan(start..(int)reader.BytesConsumed), previous, answer.At);
            previous = user.User?.Id ?? previous;
            users.Add(user);
        }
        if (reader.TokenType != JsonTokenType.EndArray || reader.Read())
            throw new JsonException("The list of users does not end.");
        return new ClerkPage(users, answer.At);
    }

    /// <exception cref="JsonException">It is not a user.</exception>
    public static PulledUser? ReadOne(ProviderAnswer answer)
    {
        // Nothing else than a user may be taken for one: the answer of another server could be.
        using (JsonDocument.Parse(answer.Body, new JsonDocumentOptions { MaxDepth = int.MaxValue }))
        {
        }
        var user = ReadUser(answer.Body, previous: null, answer.At);
        return user.User is null ? throw new JsonException("The answer is not a user.") : user;
    }

    private static PulledUser ReadUser(ReadOnlySpan<byte> json, string? previous, DateTimeOffset at)
    {
        try
        {
            var reader = new Utf8JsonReader(json, LenientJson.AnyDepth);
            var user = ClerkUser.Read(ref reader, json);
            if (ExternalId.IsUsable(user.Id))
                return new PulledUser(user, user.Id!, at);
        }
        catch (InvalidOperationException)
        {
            // A property name has half a surrogate pair.
        }
        return new PulledUser(null, previous is null ? "(without an id, the first of a page)" : $"(without an id, after {previous})", at);
    }
}
