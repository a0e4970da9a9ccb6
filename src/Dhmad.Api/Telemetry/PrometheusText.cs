using System.Globalization;
using System.Text;

namespace Dhmad.Api.Telemetry;

/// <summary>The Prometheus text exposition format, version 0.0.4.</summary>
internal static class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>Families that measured nothing yet are left out.</summary>
    public static string Write(IEnumerable<MetricFamily> families)
    {
        var text = new StringBuilder();
        foreach (var family in families)
        {
            var series = family.Series.ToList();
            if (series.Count == 0) continue;
            WriteHead(text, family);
            foreach (var (labels, one) in series)
            {
                if (family.Kind == MetricKind.Histogram) WriteHistogram(text, family, labels, one);
                else WriteSample(text, family.Name, labels, Number(one.Read().Value));
            }
        }

        return text.ToString();
    }

    private static void WriteHead(StringBuilder text, MetricFamily family)
    {
        var help = family.Description.Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("\n", "\\n", StringComparison.Ordinal);
        text.Append("# HELP ").Append(family.Name).Append(' ').Append(help).Append('\n');
        text.Append("# TYPE ").Append(family.Name).Append(' ').Append(family.Kind switch
        {
            MetricKind.Counter => "counter",
            MetricKind.Histogram => "histogram",
            _ => "gauge",
        }).Append('\n');
    }

    private static void WriteHistogram(StringBuilder text, MetricFamily family, string labels, MetricSeries series)
    {
        var (sum, buckets) = series.Read();
        var ends = family.Boundaries.Select(Number).Append("+Inf");
        var upTo = 0L;
        foreach (var (end, inBucket) in ends.Zip(buckets))
        {
            upTo += inBucket;
            var separator = labels.Length == 0 ? "" : ",";
            WriteSample(text, family.Name + "_bucket", $"{labels}{separator}le=\"{end}\"", Number(upTo));
        }

        WriteSample(text, family.Name + "_sum", labels, Number(sum));
        WriteSample(text, family.Name + "_count", labels, Number(upTo));
    }

    private static void WriteSample(StringBuilder text, string name, string labels, string value)
    {
        text.Append(name);
        if (labels.Length > 0) text.Append('{').Append(labels).Append('}');
        text.Append(' ').Append(value).Append('\n');
    }

    private static string Number(double value)
    {
        if (double.IsPositiveInfinity(value)) return "+Inf";
        if (double.IsNegativeInfinity(value)) return "-Inf";
        return value.ToString("R", CultureInfo.InvariantCulture);
    }
}
