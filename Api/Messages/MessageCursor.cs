using System.Globalization;

namespace OrleansUsers.Api;

/// <summary>The position in a log as a text. Clients send it back unchanged.</summary>
internal static class MessageCursor
{
    public static string Write(MessagePosition position) =>
        string.Create(CultureInfo.InvariantCulture, $"{position.Page}.{position.Index}");

    /// <summary>Null when the text is not a cursor.</summary>
    public static MessagePosition? Read(string cursor) =>
        cursor.Split('.') is [var page, var index] && Number(page) is { } pageNumber && Number(index) is { } indexInPage
            ? new MessagePosition(pageNumber, indexInPage)
            : null;

    private static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
