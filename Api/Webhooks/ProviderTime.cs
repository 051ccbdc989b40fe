using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace OrleansUsers.Api;

/// <summary>
/// Reads a time of another system: seconds or milliseconds since 1970, as a number or as text, or ISO 8601 text. Null for anything else.
/// </summary>
/// <remarks>
/// Text without a zone is in UTC, not in the zone of this machine. A time before 1970 counts as missing: some systems write it when there
/// is no time.
/// </remarks>
internal static class ProviderTime
{
    // A smaller number is in seconds. As seconds this one is in the year 5138, as milliseconds early in 1973.
    private const long MinMilliseconds = 100_000_000_000;

    // The end of the year 9999, which is the last of DateTimeOffset.
    private const long MaxMilliseconds = 253_402_300_799_999;

    // Longer than any form below, even with every character escaped.
    private const int MaxBytes = 256;

    private static readonly SearchValues<char> TimeCharacters = SearchValues.Create("0123456789:");
    private static readonly string[] Dates = ["yyyy-MM-dd", "yyyyMMdd"];
    private static readonly string[] Times = ["HH:mm:ss", "HHmmss", "HH:mm", "HHmm"];
    private static readonly string[] Offsets = ["hh\\:mm", "hhmm", "hh"];

    /// <summary>Reads the time that is the next value.</summary>
    public static DateTimeOffset? ReadTime(this ref Utf8JsonReader reader)
    {
        reader.Read();
        switch (reader.TokenType)
        {
            // Nearly all times have one of these two forms, which the reader itself parses much faster.
            case JsonTokenType.Number when reader.TryGetInt64(out var whole) && whole is >= 0 and <= MaxMilliseconds:
                return DateTimeOffset.FromUnixTimeMilliseconds(whole < MinMilliseconds ? whole * 1000 : whole);
            case JsonTokenType.String when reader is { ValueIsEscaped: false, ValueSpan: [.., (byte)'Z'] }
                && reader.TryGetDateTimeOffset(out var time):
                return AtTicks(time.UtcTicks);
            case JsonTokenType.Number when reader.TryGetDecimal(out var number):
                return FromNumber(number);
            case JsonTokenType.String when reader.ValueSpan.Length <= MaxBytes:
                Span<char> text = stackalloc char[MaxBytes];
                return reader.TryCopyText(text, out var length) ? Parse(text[..length]) : null;
            default:
                reader.Skip();
                return null;
        }
    }

    public static DateTimeOffset? Parse(ReadOnlySpan<char> text)
    {
        text = text.Trim();
        const NumberStyles digits = NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        return decimal.TryParse(text, digits, CultureInfo.InvariantCulture, out var number) ? FromNumber(number) : FromIso(text);
    }

    private static DateTimeOffset? FromNumber(decimal number)
    {
        if (number is < 0 or > MaxMilliseconds)
            return null;
        var milliseconds = number < MinMilliseconds ? number * 1000 : number;
        return AtTicks(DateTime.UnixEpoch.Ticks + (long)(milliseconds * TimeSpan.TicksPerMillisecond));
    }

    private static DateTimeOffset? FromIso(ReadOnlySpan<char> text)
    {
        var dateEnd = text.IndexOfAny("Tt ");
        var date = dateEnd < 0 ? text : text[..dateEnd];
        if (!DateOnly.TryParseExact(date, Dates, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            return null;
        if (dateEnd < 0)
            return AtTicks(day.ToDateTime(TimeOnly.MinValue).Ticks);

        var rest = text[(dateEnd + 1)..];
        var timeEnd = rest.IndexOfAnyExcept(TimeCharacters);
        var time = timeEnd < 0 ? rest : rest[..timeEnd];
        rest = rest[time.Length..];
        var fraction = TakeFraction(ref rest);
        return TimeOnly.TryParseExact(time, Times, CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment)
            && TryParseZone(rest.Trim(), out var offset)
            ? AtTicks(day.ToDateTime(moment).Ticks + fraction - offset.Ticks)
            : null;
    }

    /// <summary>
    /// Removes a fraction such as <c>.123456</c> from the text and returns it in ticks. Digits after the seventh are ignored.
    /// </summary>
    private static long TakeFraction(ref ReadOnlySpan<char> rest)
    {
        if (rest.IsEmpty || rest[0] is not ('.' or ','))
            return 0;
        var ticks = 0L;
        var end = rest[1..].IndexOfAnyExceptInRange('0', '9');
        var digits = end < 0 ? rest[1..] : rest.Slice(1, end);
        for (var (i, worth) = (0, TimeSpan.TicksPerSecond / 10); i < digits.Length; i++, worth /= 10)
            ticks += (digits[i] - '0') * worth;
        rest = rest[(1 + digits.Length)..];
        return ticks;
    }

    private static bool TryParseZone(ReadOnlySpan<char> zone, out TimeSpan offset)
    {
        offset = TimeSpan.Zero;
        if (zone.IsEmpty || zone.Equals("Z", StringComparison.OrdinalIgnoreCase) || zone.Equals("UTC", StringComparison.OrdinalIgnoreCase))
            return true;
        if (zone[0] is not ('+' or '-')
            || !TimeSpan.TryParseExact(zone[1..], Offsets, CultureInfo.InvariantCulture, TimeSpanStyles.None, out offset))
            return false;
        offset = zone[0] == '-' ? -offset : offset;
        return true;
    }

    private static DateTimeOffset? AtTicks(long ticks) =>
        ticks >= DateTime.UnixEpoch.Ticks && ticks <= DateTime.MaxValue.Ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;
}
