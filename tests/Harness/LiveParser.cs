using System.Text.Json.Nodes;

namespace OrleansUsers.Harness;

/// <summary>Reads server-sent events line by line as WHATWG has them, and takes nothing but what the contract promises.</summary>
internal sealed class LiveParser
{
    private readonly Dictionary<string, string> _fields = [];

    /// <summary>True for a comment.</summary>
    /// <param name="heard">The event that this line completes; null when it completes none.</param>
    /// <exception cref="FormatException">The line has no place in a live stream.</exception>
    public bool Read(string line, out LiveEvent? heard)
    {
        heard = null;
        if (line.StartsWith(':'))
            return true;
        if (line.Length > 0)
            Keep(line);
        else if (_fields.Count > 0)
            heard = Complete();
        return false;
    }

    /// <summary>What comes after the last whole event is lost to a browser.</summary>
    public void End()
    {
        if (_fields.Count > 0)
            throw new FormatException($"The stream ends within an event: {string.Join(", ", _fields)}");
    }

    private void Keep(string line)
    {
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        var (name, value) = colon < 0 ? (line, "") : (line[..colon], line[(colon + 1)..]);
        if (name is not ("event" or "id" or "data") || !_fields.TryAdd(name, value.StartsWith(' ') ? value[1..] : value))
            throw new FormatException($"A live stream has no such line, or not twice: {line}");
    }

    private LiveEvent Complete()
    {
        if (_fields.Count != 3 || _fields["event"] != "user"
            || _fields["id"] is not { Length: > 0 } id || !id.All(char.IsAsciiDigit) || (id[0] == '0' && id != "0"))
        {
            throw new FormatException($"This is no user event: {string.Join(", ", _fields)}");
        }
        var user = JsonNode.Parse(_fields["data"]);
        _fields.Clear();
        return new LiveEvent(id, user);
    }
}
