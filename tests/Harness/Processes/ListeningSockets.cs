using System.Globalization;
using System.Net;

namespace OrleansUsers.Harness;

/// <summary>Finds the endpoints on which a process listens, in the tables of the Linux kernel.</summary>
internal static class ListeningSockets
{
    private const string Listening = "0A";

    public static IReadOnlyList<IPEndPoint> Of(int process)
    {
        var opened = Directory.GetFiles($"/proc/{process}/fd").Select(Target).ToHashSet();
        return
        [
            .. from table in new[] { "tcp", "tcp6" }
               from row in File.ReadLines($"/proc/{process}/net/{table}").Skip(1)
               let columns = row.Split(' ', StringSplitOptions.RemoveEmptyEntries)
               where columns[3] == Listening && opened.Contains($"socket:[{columns[9]}]")
               select Parse(columns[1]),
        ];
    }

    // A file may be closed between the listing and the look at it.
    private static string? Target(string file)
    {
        try
        {
            return File.ResolveLinkTarget(file, returnFinalTarget: false)?.Name;
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    // The kernel writes each 32-bit word of an address as a number in the machine's byte order.
    private static IPEndPoint Parse(string text)
    {
        var parts = text.Split(':');
        var address = parts[0].Chunk(8).SelectMany(
            word => BitConverter.GetBytes(uint.Parse(word, NumberStyles.HexNumber, CultureInfo.InvariantCulture)));
        return new IPEndPoint(new IPAddress(address.ToArray()), int.Parse(parts[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture));
    }
}
