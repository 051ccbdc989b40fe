using System.Text;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>Looks for a text in the whole database.</summary>
internal static class StoredText
{
    /// <summary>How many rows of users and of grain state have the text.</summary>
    public static async Task<int> RowsWithAsync(this UsersDatabase database, string text)
    {
        var states = await database.QueryAsync("select PayloadBinary as payload from OrleansStorage where PayloadBinary is not null");
        var users = await database.QueryAsync("select external_id, name, email, username, token_identifiers, state from users");
        return states.Count(row => Encoding.UTF8.GetString((byte[])row["payload"]!).Contains(text, StringComparison.Ordinal))
            + users.Count(row => row.Values.Any(value => Texts(value).Contains(text, StringComparison.Ordinal)));
    }

    /// <summary>Whether the files of an SQLite database have the text.</summary>
    public static bool FilesHave(this UsersDatabase database, string text) => Directory.GetFiles(Path.GetDirectoryName(database.Path)!)
        .Any(file => Encoding.Latin1.GetString(File.ReadAllBytes(file)).Contains(text, StringComparison.Ordinal));

    private static string Texts(object? value) => value is string[] list ? string.Join('\n', list) : $"{value}";
}
