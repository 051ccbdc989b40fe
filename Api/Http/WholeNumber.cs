using System.Globalization;

namespace OrleansUsers.Api;

/// <summary>A whole number that a client sends as text.</summary>
internal static class WholeNumber
{
    /// <summary>Null when the text is anything but digits, or too large.</summary>
    // long.TryParse accepts a number that ends in NUL characters.
    public static long? Read(string text) =>
        text.All(char.IsAsciiDigit) && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
