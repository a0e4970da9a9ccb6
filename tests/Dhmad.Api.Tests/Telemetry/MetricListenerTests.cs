using System.Diagnostics.Metrics;
using Dhmad.Api.Telemetry;
using Microsoft.Extensions.DependencyInjection;

namespace Dhmad.Api.Tests.Telemetry;

/// <summary>How measurements become a page that Prometheus reads.</summary>
public sealed class MetricListenerTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly MetricListener _listener;
    private readonly Meter _meter;

    public MetricListenerTests()
    {
        var meters = _services.GetRequiredService<IMeterFactory>();
        _listener = new MetricListener(meters);
        _meter = meters.Create("Dhmad");
    }

    public void Dispose()
    {
        _listener.Dispose();
        _services.Dispose();
    }

    [Fact]
    public void Counters_add_up_by_their_labels_in_whatever_order_these_come()
    {
        var counter = _meter.CreateCounter<long>("test.things", "{thing}");
        counter.Add(1, new("b", "2"), new("a", "1"));
        counter.Add(2, new("a", "1"), new("b", "2"));
        counter.Add(4);
        var page = Page();
        Assert.Equal("counter", page.Types["test_things_total"]);
        Assert.Equal((3, 4), (page["test_things_total{a=\"1\",b=\"2\"}"], page["test_things_total"]));
    }

    [Fact]
    public void A_histogram_counts_what_is_at_most_each_boundary()
    {
        var histogram = _meter.CreateHistogram(
            "test.wait", "s", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 1] });
        foreach (var wait in (double[])[0.05, 0.1, 0.5, 7]) histogram.Record(wait, new KeyValuePair<string, object?>("of", "x"));
        var page = Page();
        Assert.Equal("histogram", page.Types["test_wait_seconds"]);
        Assert.Equal(2, page["test_wait_seconds_bucket{of=\"x\",le=\"0.1\"}"]);
        Assert.Equal(3, page["test_wait_seconds_bucket{of=\"x\",le=\"1\"}"]);
        Assert.Equal(4, page["test_wait_seconds_bucket{of=\"x\",le=\"+Inf\"}"]);
        Assert.Equal((4, 7.65), (page["test_wait_seconds_count{of=\"x\"}"], page["test_wait_seconds_sum{of=\"x\"}"]));
    }

    [Fact]
    public void What_is_observed_is_told_as_it_is_now_and_not_when_it_is_gone()
    {
        var present = new List<Measurement<long>> { new(7, new KeyValuePair<string, object?>("of", "x")) };
        _meter.CreateObservableGauge("test.level", () => present, "By");
        Assert.Equal(7, Page()["test_level_bytes{of=\"x\"}"]);
        present.Clear();
        Assert.DoesNotContain("test_level_bytes", Page().Types.Keys);
    }

    [Fact]
    public void Changes_up_and_down_make_a_gauge()
    {
        var counter = _meter.CreateUpDownCounter<int>("test.open");
        counter.Add(5);
        counter.Add(-2);
        var page = Page();
        Assert.Equal(("gauge", 3), (page.Types["test_open"], page["test_open"]));
    }

    [Theory]
    [InlineData("a\"b", @"a\""b")]
    [InlineData("a\\b", @"a\\b")]
    [InlineData("a\nb", @"a\nb")]
    [InlineData("ملاحظة", "ملاحظة")]
    [InlineData("} 1\nevil 2", @"} 1\nevil 2")]
    public void A_label_can_hold_anything_and_breaks_no_line(string value, string written)
    {
        _meter.CreateCounter<long>("test.hostile", description: "back\\slash\nand line").Add(1, new KeyValuePair<string, object?>("a b-c", value));
        var page = Page();
        Assert.Equal(1, page[$"test_hostile_total{{a_b_c=\"{written}\"}}"]);
        Assert.Equal(@"back\\slash\nand line", page.Helps["test_hostile_total"]);
    }

    [Fact]
    public void Labels_without_end_are_told_together()
    {
        var counter = _meter.CreateCounter<long>("test.flood");
        for (var number = 0; number < 5000; number++) counter.Add(1, new KeyValuePair<string, object?>("id", number));
        var samples = Page().Samples.Where(one => one.Key.StartsWith("test_flood", StringComparison.Ordinal)).ToList();
        Assert.InRange(samples.Count, 2, 1001);
        Assert.Equal(5000, samples.Sum(one => one.Value));
    }

    [Fact]
    public async Task Measuring_from_many_threads_loses_nothing()
    {
        var counter = _meter.CreateCounter<long>("test.busy");
        await Task.WhenAll(Enumerable.Range(0, 8).Select(thread => Task.Run(() =>
        {
            for (var i = 0; i < 10_000; i++) counter.Add(1, new KeyValuePair<string, object?>("of", i % 3));
        })));
        Assert.Equal(80_000, Page().Samples.Where(one => one.Key.StartsWith("test_busy", StringComparison.Ordinal)).Sum(one => one.Value));
    }

    [Fact]
    public void Meters_of_others_are_not_told()
    {
        using var other = new ServiceCollection().AddMetrics().BuildServiceProvider();
        other.GetRequiredService<IMeterFactory>().Create("Dhmad").CreateCounter<long>("test.other.server").Add(1);
        _services.GetRequiredService<IMeterFactory>().Create("Strange").CreateCounter<long>("test.strange").Add(1);
        Assert.DoesNotContain(Page().Types.Keys, name => name is "test_other_server_total" or "test_strange_total");
    }

    private Exposition Page() => Exposition.Read(_listener.Write());
}
