using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Dhmad.Testing;

namespace Dhmad.Api.Tests.Telemetry;

/// <summary>docs/observability.md lists every figure of ours, and no other.</summary>
[Collection(SharedServer.Name)]
public sealed partial class DocumentedMetricsTests(ServerFixture fixture)
{
    [Fact]
    public async Task Every_metric_is_documented_with_its_unit()
    {
        var published = new HashSet<string>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter.Name != "Dhmad" || !instrument.Name.StartsWith("dhmad.", StringComparison.Ordinal)) return;
                lock (published) published.Add($"{instrument.Name} in {instrument.Unit}");
            },
        };
        listener.Start();
        await using var receiver = await Receiver.StartAsync();
        var portal = await fixture.Shop.PortalAsync();
        (await portal.Post("/api/developer/webhooks", new { url = receiver.Url, events = new[] { "escrow.created" } })).Is(201);
        await fixture.Shop.CreateAsync();
        await receiver.NextAsync();

        lock (published) Assert.Equal(Documented(), published.Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> Documented([CallerFilePath] string here = "")
    {
        var page = Path.Combine(Path.GetDirectoryName(here)!, "../../../docs/observability.md");
        return File.ReadLines(page).Select(line => Row().Match(line)).Where(row => row.Success)
            .Select(row => $"{row.Groups["name"].Value} in {row.Groups["unit"].Value}").Order(StringComparer.Ordinal);
    }

    [GeneratedRegex(@"^\| `(?<name>dhmad\.[a-z.]+)` \| `(?<unit>[^`]+)` \|")]
    private static partial Regex Row();
}
