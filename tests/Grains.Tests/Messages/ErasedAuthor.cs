using Microsoft.Data.Sqlite;

namespace OrleansUsers.Grains.Tests;

/// <summary>An author of messages who is erased, and what the file still has of the author.</summary>
internal sealed class ErasedAuthor(UsersCluster cluster, string id)
{
    public string Id => id;

    /// <summary>Grows with an erasure, as a user's version does with a deletion.</summary>
    public long Version { get; private set; } = 1;

    public IMessageLogGrain Log => cluster.Grains.GetAuthorLog(id);

    /// <summary>Sends a message as the endpoint does; null when the author was erased.</summary>
    public async Task<Message?> Send(string channel, string body)
    {
        if (await Enter(channel, body) is not { } entered)
            return null;
        var posted = await Post(entered);
        await Log.Add(posted);
        return posted;
    }

    /// <summary>The first of the three steps of sending.</summary>
    public async Task<NewMessage?> Enter(string channel, string body)
    {
        var message = new NewMessage { Channel = channel, Body = body, UserId = id, AuthorVersion = Version };
        return await cluster.Grains.GetMessageAuthor(id).Enter(new MessageEntry(channel, Version)) is { } checkedAt
            ? message with { CheckedAt = checkedAt }
            : null;
    }

    /// <summary>The second step. A process that dies after it leaves the message in the channel's log only.</summary>
    public Task<Message> Post(NewMessage entered) => cluster.Grains.GetChannelLog(entered.Channel).Post(entered);

    /// <summary>The erasure at the present version. What is sent after it has a greater version, as after a reinstatement.</summary>
    public Task Erase()
    {
        var erasure = new MessageErasure { UserId = id, Version = Version };
        Version += 2;
        return cluster.Grains.GetMessageErasures().Erase(erasure);
    }

    /// <summary>How many rows of grain state have this text.</summary>
    public static long RowsWith(UsersCluster cluster, string text)
    {
        using var connection = cluster.File.Open();
        using var command = new SqliteCommand(
            "select count(*) from OrleansStorage where instr(cast(PayloadBinary as text), $text) > 0", connection);
        command.Parameters.AddWithValue("$text", text);
        return (long)command.ExecuteScalar()!;
    }
}
