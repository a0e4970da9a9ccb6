using System.Text;

namespace Dhmad.Api.Telemetry;

/// <summary>
/// Names in the Prometheus format, as the OpenTelemetry specification derives them: <c>dhmad.commit.duration</c> in
/// <c>s</c> is <c>dhmad_commit_duration_seconds</c>.
/// </summary>
internal static class PrometheusName
{
    private const string Total = "_total";

    public static string Of(string instrument, string? unit, MetricKind kind)
    {
        var name = Sanitized(instrument);
        var word = WordOf(unit, kind);
        if (word.Length > 0 && !name.EndsWith("_" + word, StringComparison.Ordinal)) name += "_" + word;
        if (kind == MetricKind.Counter && !name.EndsWith(Total, StringComparison.Ordinal)) name += Total;
        return name;
    }

    /// <summary>Letters, digits and underscores, beginning with no digit.</summary>
    public static string Sanitized(string name)
    {
        var text = new StringBuilder(name.Length + 1);
        foreach (var letter in name)
        {
            var kept = char.IsAsciiLetterOrDigit(letter) ? letter : '_';
            if (kept == '_' && text.Length > 0 && text[^1] == '_') continue;
            if (text.Length == 0 && char.IsAsciiDigit(kept)) text.Append('_');
            text.Append(kept);
        }

        return text.Length == 0 ? "_" : text.ToString();
    }

    /// <summary>Units in braces, such as <c>{commit}</c>, count things and have no word.</summary>
    private static string WordOf(string? unit, MetricKind kind) => unit switch
    {
        null or "" => "",
        "s" => "seconds",
        "ms" => "milliseconds",
        "By" => "bytes",
        "%" => "percent",
        "1" => kind == MetricKind.Gauge ? "ratio" : "",
        ['{', ..] => "",
        _ => Sanitized(unit).Trim('_'),
    };
}
