using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using Dhmad.Bench.Http;
using Dhmad.Domain;
using Dhmad.Domain.Webhooks;
using Dhmad.Grains.Webhooks;
using Dhmad.Silo;
using Dhmad.Silo.Accounts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dhmad.Bench.Webhooks;

/// <summary>
/// Creating escrows over HTTP for developers who have a webhook and for others who have none: one server, one run, rounds
/// in turn. Tells what webhooks cost those who call, how fast deliveries go out, and how long events are on the way.
/// </summary>
public static class WebhookRate
{
    private const int Rounds = 3;
    private const int DefaultSeconds = 4;
    private const int DefaultShops = 16;
    private const int WarmUpSeconds = 6;

    /// <summary>So long without a delivery, there are none to come.</summary>
    private const double QuietSeconds = 3;

    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(10);
    private static readonly WrkRequest Create =
        new("POST", "/api/v1/escrows", """{"title":"Song","amount":25,"mode":"instant","buyerEmail":"guest@example.tn"}""");

    /// <param name="arguments">
    /// A connection string to an empty database, or <c>sqlite</c>; the seconds of a round; how many developers have a
    /// webhook each.
    /// </param>
    public static async Task<int> RunAsync(string[] arguments)
    {
        if (arguments is not [var database, .. var rest]) return 1;
        var seconds = rest is [var given, ..] ? int.Parse(given, CultureInfo.InvariantCulture) : DefaultSeconds;
        var shops = rest is [_, var many, ..] ? int.Parse(many, CultureInfo.InvariantCulture) : DefaultShops;
        var folder = Directory.CreateTempSubdirectory("dhmad-bench-");
        try
        {
            var key = Convert.ToBase64String(new byte[32]);
            var settings = new DhmadSettings
            {
                Database = database == "sqlite" ? Path.Combine(folder.FullName, "dhmad.db") : database,
                SecretKey = key,
            };
            return await RunAsync(folder.FullName, settings, seconds, shops);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<int> RunAsync(string folder, DhmadSettings settings, int seconds, int shops)
    {
        var environment = new Dictionary<string, string>
        {
            ["Dhmad__Database"] = settings.Database,
            ["Dhmad__SecretKey"] = settings.SecretKey!,
            ["Dhmad__RateLimit__PerMinute"] = "10000000",
            ["DOTNET_NOLOGO"] = "1",
        };
        var bench = typeof(WebhookRate).Assembly.Location;
        await using var receiver = await ServerProcess.StartAsync(bench, ["receiver"], new Dictionary<string, string>());
        var without = Path.Combine(folder, "without");
        var with = Path.Combine(folder, "with");
        await OpenShopsAsync(settings, shops, null, without);
        await OpenShopsAsync(settings, shops, new Uri(receiver.Url, Receiver.Hook), with);
        await using (var server = await ServerProcess.StartAsync(bench, ["product-server"], environment))
            await MeasureAsync(new Lanes(server, receiver, without, with), seconds, shops);
        return await HttpRate.VerifyAsync(environment);
    }

    /// <summary>Writes a file with their API keys.</summary>
    private static async Task OpenShopsAsync(DhmadSettings settings, int count, Uri? hook, string file)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddDhmad(settings);
        using var host = builder.Build();
        await host.StartAsync();
        var grains = host.Services.GetRequiredService<IGrainFactory>();
        var lines = new List<string>();
        for (var shop = 0; shop < count; shop++)
        {
            var seed = await host.Services.GetRequiredService<Seeding>().MakeAsync(CancellationToken.None);
            var endpoint = grains.WebhookEndpoint(seed.Webhook.Id);
            if (hook is null) await endpoint.Delete(seed.Developer.Id);
            else await endpoint.Change(seed.Developer.Id, new WebhookChange(Url: hook.ToString()));
            lines.Add($"x {seed.ApiKey}");
        }

        await File.WriteAllLinesAsync(file, lines);
        await host.StopAsync();
    }

    private static async Task MeasureAsync(Lanes lanes, int seconds, int shops)
    {
        Console.WriteLine($"{Environment.ProcessorCount} processors, {Wrk.Connections} connections, {shops} developers");
        await lanes.WithoutAsync(WarmUpSeconds);
        await lanes.WithAsync(WarmUpSeconds);
        Console.WriteLine("warm");
        var (without, rounds) = (new List<double>(), new List<WebhookRound>());
        for (var round = 0; round < Rounds; round++)
        {
            without.Add(await lanes.WithoutAsync(seconds));
            rounds.Add(await lanes.WithAsync(seconds));
        }

        var (with, none) = (Median(rounds.Select(round => round.PerSecond)), Median(without));
        Console.WriteLine($"median: create with a webhook {with:N0}/s, without {none:N0}/s, ratio {with / none:0.00}");
        Console.WriteLine(
            $"median: {Median(rounds.Select(round => round.Delivered)):N0} deliveries/s, an event was " +
            $"{Median(rounds.Select(round => round.P50)):N0} ms on the way, " +
            $"1 of 100 {Median(rounds.Select(round => round.P99)):N0} ms");
    }

    private static double Median(IEnumerable<double> values)
    {
        var all = values.Order().ToArray();
        return all[all.Length / 2];
    }

    /// <param name="PerSecond">Escrows created.</param>
    /// <param name="Delivered">Deliveries received in a second, from the first request to the last delivery.</param>
    private sealed record WebhookRound(double PerSecond, double Delivered, double P50, double P99);

    private sealed class Lanes(ServerProcess server, ServerProcess receiver, string without, string with)
    {
        private readonly HttpClient client = new() { BaseAddress = receiver.Url };

        public async Task<double> WithoutAsync(int seconds) => (await CreateAsync("without", without, seconds)).PerSecond;

        /// <summary>Ends when all events have come.</summary>
        public async Task<WebhookRound> WithAsync(int seconds)
        {
            await ToldAsync(forget: true);
            var clock = Stopwatch.StartNew();
            var round = await CreateAsync("with", with, seconds);
            var during = (await ToldAsync(forget: false)).Count;
            var received = await ToldAsync(forget: false);
            while (received.Count < round.Requests || received.Quiet < QuietSeconds)
            {
                if (clock.Elapsed > LongestWait)
                    throw new InvalidOperationException($"Of {round.Requests} events {received.Count} came.");
                await Task.Delay(100);
                received = await ToldAsync(forget: false);
            }

            var took = clock.Elapsed.TotalSeconds - received.Quiet;
            Console.WriteLine(
                $"          {received.Count:N0} deliveries in {took:0.0} s, {during:N0} of them while escrows were created; " +
                $"on the way p50 {received.P50:N0} ms, p99 {received.P99:N0} ms");
            return new WebhookRound(round.PerSecond, received.Count / took, received.P50, received.P99);
        }

        private async Task<Received> ToldAsync(bool forget) =>
            (await client.GetFromJsonAsync<Received>($"{Receiver.Told}?forget={forget}"))!;

        private async Task<WrkRound> CreateAsync(string name, string keys, int seconds)
        {
            var before = server.ProcessorTime;
            var round = await Wrk.RunAsync(server.Url, keys, 0, Create, "", seconds);
            if (round.Failures > 0) throw new InvalidOperationException($"{round.Failures} of the requests failed.");
            var work = (server.ProcessorTime - before).TotalMicroseconds / round.Requests;
            Console.WriteLine(
                $"{name,-9} {round.PerSecond,8:N0} escrows/s   p50 {round.P50,6:0.00} ms   p99 {round.P99,6:0.00} ms   " +
                $"{work,5:N0} us of the server each");
            return round;
        }
    }
}
