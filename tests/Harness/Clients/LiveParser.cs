using System.Text.Json.Nodes;

namespace OrleansUsers.Harness;

/// <summary>
/// Parses server-sent events line by line, as WHATWG defines them. Refuses everything that the contract does not promise.
/// </summary>
internal sealed class LiveParser
{
    private readonly Dictionary<string, string> _fields = [];

    /// <summary>True for a comment.</summary>
    /// <param name="completed">The event that this line completes; null when it completes none.</param>
    /// <exception cref="FormatException">The line is not allowed in a live stream.</exception>
    public bool Read(string line, out LiveEvent? completed)
    {
        completed = null;
        if (line.StartsWith(':'))
            return true;
        if (line.Length > 0)
            AddField(line);
        else if (_fields.Count > 0)
            completed = Complete();
        return false;
    }

    /// <summary>Throws when the stream ends within an event: a browser ignores what follows the last whole event.</summary>
    public void End()
    {
        if (_fields.Count > 0)
            throw new FormatException($"The stream ends within an event: {string.Join(", ", _fields)}");
    }

    private void AddField(string line)
    {
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        var (name, value) = colon < 0 ? (line, "") : (line[..colon], line[(colon + 1)..]);
        if (name is not ("event" or "id" or "data") || !_fields.TryAdd(name, value.StartsWith(' ') ? value[1..] : value))
            throw new FormatException($"The line is unknown in a live stream, or is there twice: {line}");
    }

    private LiveEvent Complete()
    {
        if (_fields.Count != 3 || _fields["event"] != "user"
            || _fields["id"] is not { Length: > 0 } id || !id.All(char.IsAsciiDigit) || (id[0] == '0' && id != "0"))
            throw new FormatException($"This is not a user event: {string.Join(", ", _fields)}");
        var user = JsonNode.Parse(_fields["data"]);
        _fields.Clear();
        return new LiveEvent(id, user);
    }
}
