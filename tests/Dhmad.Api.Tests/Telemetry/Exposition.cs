using System.Globalization;
using System.Text.RegularExpressions;

namespace Dhmad.Api.Tests.Telemetry;

/// <summary>
/// A page in the Prometheus text format, read as strictly as the format is written down: anything else fails the test.
/// </summary>
public sealed partial class Exposition
{
    private readonly Dictionary<string, string> _types = [];
    private readonly Dictionary<string, string> _helps = [];
    private readonly Dictionary<string, double> _samples = [];

    /// <summary>Each family's type, by name.</summary>
    public IReadOnlyDictionary<string, string> Types => _types;

    public IReadOnlyDictionary<string, string> Helps => _helps;

    /// <summary>Each sample's value by name and labels as they are written.</summary>
    public IReadOnlyDictionary<string, double> Samples => _samples;

    public double this[string sample] => Samples.TryGetValue(sample, out var value)
        ? value
        : throw new KeyNotFoundException($"no sample {sample} among\n{string.Join('\n', Samples.Keys)}");

    public static Exposition Read(string page)
    {
        var read = new Exposition();
        Assert.True(page.Length == 0 || page[^1] == '\n', "the last line must end");
        string? family = null;
        foreach (var line in page.Split('\n')[..^1])
        {
            if (Help().Match(line) is { Success: true } help)
            {
                family = help.Groups["name"].Value;
                Assert.True(read._helps.TryAdd(family, help.Groups["text"].Value), $"{family} is described twice");
            }
            else if (Type().Match(line) is { Success: true } type)
            {
                Assert.Equal(family, type.Groups["name"].Value);
                Assert.True(read._types.TryAdd(family!, type.Groups["type"].Value), $"{family} has its type twice");
            }
            else
            {
                read.Take(line, family);
            }
        }

        foreach (var (name, type) in read._types.Where(one => one.Value == "histogram")) read.CheckHistogram(name);
        return read;
    }

    private void Take(string line, string? family)
    {
        var sample = Sample().Match(line);
        Assert.True(sample.Success, $"not a line of the format: {line}");
        var (name, labels) = (sample.Groups["name"].Value, sample.Groups["label"].Captures);
        var names = labels.Select(label => label.Value[..label.Value.IndexOf('=', StringComparison.Ordinal)]).ToList();
        Assert.Equal(names.Distinct(), names);
        Assert.True(_types.ContainsKey(family ?? ""), $"a sample before its type: {line}");
        string[] allowed = _types[family!] == "histogram" ? [$"{family}_bucket", $"{family}_sum", $"{family}_count"] : [family!];
        Assert.Contains(name, allowed);
        var key = line[..line.LastIndexOf(' ')];
        var value = sample.Groups["value"].Value switch
        {
            "+Inf" => double.PositiveInfinity,
            "-Inf" => double.NegativeInfinity,
            var number => double.Parse(number, NumberStyles.Float, CultureInfo.InvariantCulture),
        };
        Assert.True(_samples.TryAdd(key, value), $"{key} is there twice");
        if (_types[family!] == "counter") Assert.True(value >= 0 && name.EndsWith("_total", StringComparison.Ordinal), line);
    }

    private void CheckHistogram(string name)
    {
        var buckets = _samples.Where(one => one.Key.StartsWith(name + "_bucket{", StringComparison.Ordinal))
            .GroupBy(one => BucketEnd().Replace(one.Key, ""), one => (Key: one.Key, one.Value));
        foreach (var series in buckets)
        {
            Assert.Equal(series.Select(one => one.Value).Order(), series.Select(one => one.Value));
            var ends = series.Select(one => BucketEnd().Match(one.Key).Groups["end"].Value).ToList();
            Assert.Equal("+Inf", ends[^1]);
            var numbers = ends[..^1].ConvertAll(end => double.Parse(end, CultureInfo.InvariantCulture));
            Assert.Equal(numbers.Order().Distinct(), numbers);
            var labels = series.Key[(name.Length + "_bucket".Length)..].Replace("{}", "", StringComparison.Ordinal);
            Assert.Equal(this[$"{name}_count{labels}"], series.Last().Value);
            Assert.Contains($"{name}_sum{labels}", Samples.Keys);
        }
    }

    [GeneratedRegex(@"^# HELP (?<name>[a-zA-Z_:][a-zA-Z0-9_:]*) (?<text>([^\\\n]|\\\\|\\n)*)$")]
    private static partial Regex Help();

    [GeneratedRegex("^# TYPE (?<name>[a-zA-Z_:][a-zA-Z0-9_:]*) (?<type>counter|gauge|histogram)$")]
    private static partial Regex Type();

    [GeneratedRegex(
        @"^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(\{(?<label>[a-zA-Z_][a-zA-Z0-9_]*=""([^""\\\n]|\\\\|\\""|\\n)*"")(,(?<label>[a-zA-Z_][a-zA-Z0-9_]*=""([^""\\\n]|\\\\|\\""|\\n)*""))*\})? (?<value>[+-]?Inf|NaN|-?[0-9.]+(E[+-]?[0-9]+)?)$")]
    private static partial Regex Sample();

    [GeneratedRegex(@",?le=""(?<end>[^""]+)""")]
    private static partial Regex BucketEnd();
}
