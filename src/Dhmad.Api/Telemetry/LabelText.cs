using System.Collections.Concurrent;
using System.Globalization;

namespace Dhmad.Api.Telemetry;

/// <summary>Labels as the Prometheus format writes them between braces: sorted, escaped, and each name once.</summary>
internal static class LabelText
{
    /// <summary>Labels of one measurement; more are left out.</summary>
    private const int MaxLabels = 16;

    /// <summary>Label names are written in the source, so there are few.</summary>
    private static readonly ConcurrentDictionary<string, string> Names = new(StringComparer.Ordinal);

    /// <summary>Made once for each thread: measuring must cost little.</summary>
    [ThreadStatic]
    private static char[]? buffer;

    /// <summary>The text is good until the same thread asks again.</summary>
    public static ReadOnlySpan<char> Of(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.IsEmpty) return [];
        Span<int> order = stackalloc int[Math.Min(tags.Length, MaxLabels)];
        for (var index = 0; index < order.Length; index++) Insert(tags, order, index);

        buffer ??= new char[256];
        var length = 0;
        for (var index = 0; index < order.Length; index++)
        {
            var (name, value) = tags[order[index]];
            if (index > 0 && tags[order[index - 1]].Key == name) continue;
            if (length > 0) Append(',', ref length);
            foreach (var letter in Names.GetOrAdd(name, PrometheusName.Sanitized)) Append(letter, ref length);
            Append('=', ref length);
            Append('"', ref length);
            foreach (var letter in TextOf(value)) AppendEscaped(letter, ref length);
            Append('"', ref length);
        }

        return buffer.AsSpan(0, length);
    }

    private static void Insert(ReadOnlySpan<KeyValuePair<string, object?>> tags, Span<int> order, int index)
    {
        var place = index;
        for (; place > 0 && string.CompareOrdinal(tags[order[place - 1]].Key, tags[index].Key) > 0; place--)
            order[place] = order[place - 1];
        order[place] = index;
    }

    private static string TextOf(object? value) => value switch
    {
        null => "",
        string text => text,
        true => "true",
        false => "false",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    private static void AppendEscaped(char letter, ref int length)
    {
        if (letter is '\\' or '"' or '\n') Append('\\', ref length);
        Append(letter == '\n' ? 'n' : letter, ref length);
    }

    private static void Append(char letter, ref int length)
    {
        if (length == buffer!.Length) Array.Resize(ref buffer, length * 2);
        buffer[length++] = letter;
    }
}
