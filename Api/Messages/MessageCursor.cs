using System.Globalization;

namespace OrleansUsers.Api;

/// <summary>A place in a log as a text that clients hand back and need not understand.</summary>
internal static class MessageCursor
{
    public static string Write(MessagePosition place) => string.Create(CultureInfo.InvariantCulture, $"{place.Page}.{place.Index}");

    /// <summary>Null when it is none that was written here.</summary>
    public static MessagePosition? Read(string cursor) =>
        cursor.Split('.') is [var page, var index] && Number(page) is { } pageNumber && Number(index) is { } indexInPage
            ? new MessagePosition(pageNumber, indexInPage)
            : null;

    private static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
