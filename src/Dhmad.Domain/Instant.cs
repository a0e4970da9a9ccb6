using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Dhmad.Domain;

/// <summary>How moments are written, <c>2026-09-01T08:30:00.000Z</c>, and read (ISO 8601 with an offset).</summary>
public static class Instant
{
    /// <summary>Characters of the written form.</summary>
    public const int Length = 24;

    /// <summary>Of <c>2026-09-01T08:30:00.0000000Z</c>.</summary>
    private const int RoundTripLength = 28;

    private const string Form = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    /// <summary>UTC with exactly three fraction digits; finer parts are cut off.</summary>
    public static string Text(DateTimeOffset moment) =>
        moment.UtcDateTime.ToString(Form, CultureInfo.InvariantCulture);

    /// <summary>The same, as UTF-8 into at least <see cref="Length"/> bytes.</summary>
    public static void Write(DateTimeOffset moment, Span<byte> utf8)
    {
        // The round-trip form, which is the same with seven digits, needs no pattern to be read.
        Span<byte> whole = stackalloc byte[RoundTripLength];
        moment.UtcDateTime.TryFormat(whole, out _, "O", CultureInfo.InvariantCulture);
        whole[..(Length - 1)].CopyTo(utf8);
        utf8[Length - 1] = (byte)'Z';
    }

    /// <summary>
    /// Reads any ISO 8601 date and time with an offset, extended or basic form, to the millisecond and in UTC.
    /// Without an offset it names no instant and is not read.
    /// </summary>
    public static bool TryRead([NotNullWhen(true)] string? text, out DateTimeOffset moment)
    {
        moment = default;
        var rest = text.AsSpan();
        if (!TakeDate(ref rest, out var date)) return false;
        if (rest.IsEmpty || rest[0] is not ('T' or 't')) return false;
        rest = rest[1..];
        if (!TakeTime(ref rest, out var time) || !TakeOffset(rest, out var offset)) return false;

        var ticks = date.Ticks + time - offset;
        if (ticks < DateTime.MinValue.Ticks || ticks > DateTime.MaxValue.Ticks) return false;
        moment = new DateTimeOffset(ticks - ticks % TimeSpan.TicksPerMillisecond, TimeSpan.Zero);
        return true;
    }

    private static bool TakeDate(ref ReadOnlySpan<char> rest, out DateTime date)
    {
        date = default;
        if (!TakeNumber(ref rest, 4, out var year)) return false;
        var extended = Take(ref rest, '-');
        if (!TakeNumber(ref rest, 2, out var month)) return false;
        if (Take(ref rest, '-') != extended) return false;
        if (!TakeNumber(ref rest, 2, out var day)) return false;
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)) return false;
        date = new DateTime(year, month, day, 0, 0, 0, DateTimeKind.Utc);
        return true;
    }

    private static bool TakeTime(ref ReadOnlySpan<char> rest, out long ticks)
    {
        ticks = 0;
        if (!TakeNumber(ref rest, 2, out var hour)) return false;
        var extended = Take(ref rest, ':');
        if (!TakeNumber(ref rest, 2, out var minute)) return false;

        var second = 0;
        long fraction = 0;
        var hasSeconds = extended ? Take(ref rest, ':') : !rest.IsEmpty && char.IsAsciiDigit(rest[0]);
        if (hasSeconds && !(TakeNumber(ref rest, 2, out second) && TakeFraction(ref rest, out fraction))) return false;
        if (hour > 23 || minute > 59 || second > 59) return false;
        ticks = new TimeSpan(hour, minute, second).Ticks + fraction;
        return true;
    }

    private static bool TakeFraction(ref ReadOnlySpan<char> rest, out long ticks)
    {
        ticks = 0;
        if (!Take(ref rest, '.') && !Take(ref rest, ',')) return true;
        var digits = rest.IndexOfAnyExceptInRange('0', '9');
        if (digits < 0) digits = rest.Length;
        var weight = TimeSpan.TicksPerSecond;
        foreach (var digit in rest[..digits]) ticks += (digit - '0') * (weight /= 10);
        rest = rest[digits..];
        return digits > 0;
    }

    private static bool TakeOffset(ReadOnlySpan<char> rest, out long ticks)
    {
        ticks = 0;
        if (rest is "Z" or "z") return true;
        if (rest.IsEmpty || rest[0] is not ('+' or '-')) return false;
        var sign = rest[0] == '-' ? -1 : 1;
        rest = rest[1..];
        if (!TakeNumber(ref rest, 2, out var hours)) return false;
        var minutes = 0;
        if (!rest.IsEmpty)
        {
            Take(ref rest, ':');
            if (!TakeNumber(ref rest, 2, out minutes) || !rest.IsEmpty) return false;
        }

        if (hours > 23 || minutes > 59) return false;
        ticks = sign * new TimeSpan(hours, minutes, 0).Ticks;
        return true;
    }

    private static bool Take(ref ReadOnlySpan<char> rest, char expected)
    {
        if (rest.IsEmpty || rest[0] != expected) return false;
        rest = rest[1..];
        return true;
    }

    private static bool TakeNumber(ref ReadOnlySpan<char> rest, int digits, out int number)
    {
        number = 0;
        if (rest.Length < digits || rest[..digits].ContainsAnyExceptInRange('0', '9')) return false;
        number = int.Parse(rest[..digits], NumberStyles.None, CultureInfo.InvariantCulture);
        rest = rest[digits..];
        return true;
    }
}
