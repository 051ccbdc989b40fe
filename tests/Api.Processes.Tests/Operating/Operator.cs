using System.Text;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>The requests of an operator's tools, which send headers of their own.</summary>
internal static class Operator
{
    public static async Task<Answer> AskAsync(this ApiProcess api, string path, params IEnumerable<(string Name, string Value)> headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.RelativeOrAbsolute));
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await api.SendAsync(request);
    }

    /// <summary>The address that begins so, of a process that listens on several.</summary>
    public static string ListensOn(this ApiProcess api, string beginning) =>
        api.Output[api.Output.IndexOf($": {beginning}", StringComparison.Ordinal)..].Split(' ', '\n')[1];

    public static (string Name, string Value) Key(string key) => ("X-Api-Key", key);

    public static (string Name, string Value) Bearer(string key) => ("Authorization", $"Bearer {key}");

    public static (string Name, string Value) Basic(string user, string password) =>
        ("Authorization", $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"))}");
}
