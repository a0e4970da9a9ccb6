using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Dhmad.Testing;
using Dhmad.Testing.Postgres;
using Xunit.Abstractions;

namespace Dhmad.Stories.Tests;

/// <summary>Two processes on one PostgreSQL database: one serves, the other waits and takes over.</summary>
public sealed class StandbyTests(ITestOutputHelper output)
{
    private const int Kills = 4;

    /// <summary>Requests that wait for a frozen process: what it does first when it goes on is left to chance.</summary>
    private const int Asked = 40;

    /// <summary>A machine that does much else may be late so often, and not each time.</summary>
    private const int Rounds = 5;

    private const string EndLockHolder =
        "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted AND pid <> pg_backend_pid()";

    /// <summary>Generous, for a machine that does much else; the time itself is in the test's output.</summary>
    private static readonly TimeSpan TakeoverLimit = TimeSpan.FromSeconds(5);

    /// <summary>What is promised: 800 ms of silence, and what looking, taking the lock and starting the parts cost.
    /// </summary>
    private static readonly TimeSpan Promised = TimeSpan.FromMilliseconds(1_100);

    [PostgresFact]
    public async Task Of_two_started_at_once_one_serves_and_a_clean_stop_hands_over()
    {
        await using var pair = await Pair.CreateAsync();
        await pair.StartAsync();
        var active = await pair.ActiveAsync();
        var standby = pair.Other(active);

        await RefusesAllAsync(standby);
        Assert.Equal(200, await active.StatusAsync("/api/v1/rules"));
        await Testing.DhmadCluster.Eventually(() => standby.Output.Any(line => line.Contains("stands by", StringComparison.Ordinal)));
        Assert.DoesNotContain(active.Output, line => line.Contains("stands by", StringComparison.Ordinal));
        Assert.DoesNotContain(standby.Output, line => line.Contains("is ready at", StringComparison.Ordinal));

        // A balancer asks a standby for ever, and standing by is no error.
        Assert.DoesNotContain(standby.Output, line => line.Contains("ealth check", StringComparison.Ordinal));

        // A first start is one, however many processes there are. What it printed is read a moment after it serves.
        await Testing.DhmadCluster.Eventually(() => Passwords(pair) > 0);
        Assert.Equal(1, Passwords(pair));

        Report("SIGTERM", await Pair.GapAsync(standby, active.TellToStopAsync));
        Assert.Equal(0, await active.EndsAsync());
        await Testing.DhmadCluster.Eventually(() => standby.Output.Any(line => line.Contains("is ready at", StringComparison.Ordinal)));
        active.Launch();
        await active.BecomesAsync("live", HttpStatusCode.OK);
        Assert.Equal(503, await active.StatusAsync("/health/ready"));
    }

    /// <summary>As when two are started at once and the other one gets the lock.</summary>
    [PostgresFact]
    public async Task One_that_seeds_and_stands_by_shows_at_once_how_to_get_in()
    {
        await using var pair = await Pair.CreateAsync(firstSeeds: false);
        var (active, standby) = (pair.Both[0], pair.Both[1]);
        await active.StartAsync();
        Assert.Equal(0, Passwords(pair));
        standby.Launch();
        await Testing.DhmadCluster.Eventually(() => Passwords(pair) > 0);
        Assert.Contains(standby.Output, line => line.Contains("stands by", StringComparison.Ordinal));
        Assert.DoesNotContain(standby.Output, line => line.Contains("is ready at", StringComparison.Ordinal));

        await Pair.GapAsync(standby, active.TellToStopAsync);
        await Testing.DhmadCluster.Eventually(() => standby.Output.Any(line => line.Contains("is ready at", StringComparison.Ordinal)));
        Assert.Equal(1, Passwords(pair));
    }

    [PostgresFact]
    public async Task Killed_under_load_it_loses_and_doubles_nothing()
    {
        await using var pair = await Pair.CreateAsync();
        await pair.StartAsync();
        var made = await pair.Both[0].CommandAsync("seed", "--json");
        using var merchant = new Merchant(pair.Url, made.Output, new EitherServer(pair, new HttpClientHandler()));
        using var lives = new ManyLives(
            merchant, () => new Browser(pair.Url, straight => new EitherServer(pair, straight)), output);

        await lives.LiveAsync(Kills, async _ =>
        {
            var active = await pair.ActiveAsync();
            Report("kill -9", await GapAsync(pair.Other(active), active));
            active.Launch();
            await active.BecomesAsync("live", HttpStatusCode.OK);
        });
        await VerifyAsync(pair);
    }

    [PostgresFact]
    public async Task A_frozen_process_is_replaced_and_serves_nothing_when_it_thaws()
    {
        await using var pair = await Pair.CreateAsync();
        await pair.StartAsync();
        var frozen = await pair.ActiveAsync();
        var next = pair.Other(frozen);
        var made = await next.CommandAsync("seed", "--json");
        using var merchant = new Merchant(pair.Url, made.Output, new EitherServer(pair, new HttpClientHandler()));
        var escrow = await merchant.CreateAsync(JsonSerializer.Serialize(
            new { title = "Song", amount = 10, mode = "instant", buyerEmail = "guest@example.tn" }));

        // Each has a connection that the process has accepted.
        var clients = Enumerable.Range(0, Asked)
            .Select(_ => new HttpClient { BaseAddress = new Uri(frozen.Url) }).ToList();
        Assert.All(await AskAsync(clients), status => Assert.Equal(HttpStatusCode.OK, status));

        Report("SIGSTOP", await Pair.GapAsync(next, () => frozen.SignalAsync("STOP")));
        await merchant.CancelAsync(escrow);
        var waiting = AskAsync(clients);
        await frozen.SignalAsync("CONT");

        // From its first breath on: it remembers an escrow that is open.
        Assert.All(await waiting, status => Assert.Equal(HttpStatusCode.ServiceUnavailable, status));
        Assert.All(await AskAsync(clients), status => Assert.Equal(HttpStatusCode.ServiceUnavailable, status));
        foreach (var client in clients) client.Dispose();
        Assert.Equal(200, await next.StatusAsync("/health/ready"));

        Report("kill -9 after a thaw", await GapAsync(frozen, next));
        Assert.Equal("cancelled", await merchant.StatusAsync(escrow));
        await VerifyAsync(pair);
    }

    /// <summary>Nobody asks meanwhile; the best round counts.</summary>
    [PostgresTheory]
    [InlineData("KILL")]
    [InlineData("STOP")]
    public async Task The_other_takes_over_in_about_a_second(string signal)
    {
        await using var pair = await Pair.CreateAsync();
        await pair.StartAsync();
        var best = TimeSpan.MaxValue;
        for (var round = 0; round < Rounds && best > Promised; round++)
        {
            var active = await pair.ActiveAsync();
            var gap = await Pair.GapAsync(pair.Other(active), () => active.SignalAsync(signal));
            output.WriteLine($"{signal}: {gap.TotalMilliseconds:F0} ms");
            best = gap < best ? gap : best;
            active.Kill();
            active.Launch();
            await active.BecomesAsync("live", HttpStatusCode.OK);
        }

        Assert.InRange(best, TimeSpan.Zero, Promised);
    }

    [PostgresFact]
    public async Task A_lost_connection_and_a_restarted_database_leave_one_that_serves()
    {
        await using var pair = await Pair.CreateAsync();
        await pair.StartAsync();
        var made = await pair.Both[0].CommandAsync("seed", "--json");
        using var merchant = new Merchant(pair.Url, made.Output, new EitherServer(pair, new HttpClientHandler()));
        for (var round = 0; round < 3; round++)
        {
            var lost = Stopwatch.StartNew();
            await pair.Postgres.ExecuteAsync(EndLockHolder);
            await CreateAsync(merchant);
            Report("pg_terminate_backend of the lock, until a write is answered", lost.Elapsed, times: 3);
        }

        await pair.Postgres.StopAsync();
        foreach (var server in pair.Both)
        {
            await server.BecomesAsync("ready", HttpStatusCode.ServiceUnavailable);

            // The database was asked just now; its lock may have given a sign of life a moment before.
            await DhmadCluster.Eventually(async () => await server.StatusAsync("/api/v1/rules") == 503);
            await RefusesAllAsync(server);
            Assert.Equal(200, await server.StatusAsync("/health/live"));
        }

        await pair.Postgres.StartAgainAsync();
        var back = Stopwatch.StartNew();
        var active = await pair.ActiveAsync();
        Report("PostgreSQL started again", back.Elapsed);
        await CreateAsync(merchant);
        await RefusesAllAsync(pair.Other(active));
        await VerifyAsync(pair);
    }

    private static Task<HttpStatusCode[]> AskAsync(IEnumerable<HttpClient> clients) => Task.WhenAll(
        clients.Select(async client =>
        {
            using var answer = await client.GetAsync(new Uri("/api/v1/rules", UriKind.Relative));
            return answer.StatusCode;
        }));

    private static Task<TimeSpan> GapAsync(Server next, Server killed) => Pair.GapAsync(next, () =>
    {
        killed.Kill();
        return Task.CompletedTask;
    });

    private void Report(string what, TimeSpan gap, int times = 1)
    {
        output.WriteLine($"{what}: {gap.TotalMilliseconds:F0} ms");
        Assert.InRange(gap, TimeSpan.Zero, times * TakeoverLimit);
    }

    private static int Passwords(Pair pair) =>
        pair.Both.SelectMany(server => server.Output).Count(line => line.Contains("Password ", StringComparison.Ordinal));

    private static Task<string> CreateAsync(Merchant merchant) => merchant.CreateAsync(JsonSerializer.Serialize(
        new { title = "Song", amount = 10, mode = "instant", buyerEmail = "guest@example.tn" }));

    /// <summary>
    /// Reads, writes, pages and what is nowhere: one answer, in the one shape; a browser is shown it as a page.
    /// </summary>
    private static async Task RefusesAllAsync(Server server)
    {
        using var http = new HttpClient();
        foreach (var path in new[] { "/api/v1/me", "/api/v1/rules", "/api/v1/escrows", "/login", "/explorer", "/nowhere" })
        {
            using var read = await http.GetAsync(new Uri(server.Url + path));
            await IsRefusalAsync(read);
            using var write = await http.PostAsync(new Uri(server.Url + path), new StringContent("{}"));
            await IsRefusalAsync(write);
        }

        http.DefaultRequestHeaders.Accept.ParseAdd("text/html,application/xhtml+xml,*/*;q=0.8");
        using var api = await http.GetAsync(new Uri(server.Url + "/api/v1/me"));
        await IsRefusalAsync(api);
        foreach (var path in new[] { "/checkout/0b7e3a52-6c1d-4f7a-9d55-2e8f4b6a1c90", "/login", "/explorer", "/nowhere" })
        {
            using var read = await http.GetAsync(new Uri(server.Url + path));
            await IsPageAsync(read);
            using var write = await http.PostAsync(
                new Uri(server.Url + path), new FormUrlEncodedContent([new("submissionId", "1")]));
            await IsPageAsync(write);
        }
    }

    private static async Task IsPageAsync(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True((int)answer.StatusCode == 503, $"{answer.RequestMessage} answered {answer.StatusCode}: {text}");
        Assert.Equal("text/html", answer.Content.Headers.ContentType?.MediaType);
        Assert.Contains("Something went wrong on our side", text, StringComparison.Ordinal);
        Assert.Equal("1", answer.Headers.GetValues("Retry-After").Single());
        Assert.Contains("frame-ancestors 'none'", answer.Headers.GetValues("Content-Security-Policy").Single());
        Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
    }

    private static async Task IsRefusalAsync(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True((int)answer.StatusCode == 503, $"{answer.RequestMessage} answered {answer.StatusCode}: {text}");
        Assert.Equal("1", answer.Headers.GetValues("Retry-After").Single());
        var problem = JsonElement.Parse(text);
        Assert.Equal("UNAVAILABLE", problem.GetProperty("code").GetString());
        Assert.Equal("Service Unavailable", problem.GetProperty("error").GetString());
        Assert.DoesNotContain("   at ", text);
    }

    private static async Task VerifyAsync(Pair pair)
    {
        var proof = await pair.Both[0].CommandAsync("verify");
        Assert.True(proof.ExitCode == 0, proof.Output);
    }
}
