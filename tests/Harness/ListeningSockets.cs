using System.Globalization;
using System.Net;

namespace OrleansUsers.Harness;

/// <summary>Where a process waits for connections, as the Linux kernel knows it.</summary>
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

    // Each word of an address is written as the number it is on this machine.
    private static IPEndPoint Parse(string text)
    {
        var parts = text.Split(':');
        var address = parts[0].Chunk(8).SelectMany(word => BitConverter.GetBytes(uint.Parse(word, NumberStyles.HexNumber, CultureInfo.InvariantCulture)));
        return new IPEndPoint(new IPAddress(address.ToArray()), int.Parse(parts[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture));
    }
}
