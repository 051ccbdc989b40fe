using OrleansUsers.Grains;

namespace OrleansUsers.Api;

/// <summary>Messages, oldest first, and the cursor to the next older ones; null when there are none.</summary>
internal sealed record MessageList(IReadOnlyList<MessageView> Items, string? Before)
{
    /// <summary>Adds to each message its author. Each author is read once.</summary>
    public static async Task<MessageList> Of(MessageSlice slice, Users users)
    {
        var ids = slice.Messages.Select(message => message.UserId).Distinct().ToArray();
        var authors = ids.Zip(await users.FindMany(ids, CancellationToken.None)).ToDictionary();
        return new MessageList(
            [.. slice.Messages.Select(message => MessageView.Of(message, authors[message.UserId]))],
            slice.Before is { } before ? MessageCursor.Write(before) : null);
    }
}
