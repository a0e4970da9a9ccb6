using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Dhmad.Testing;
using Xunit.Abstractions;

namespace Dhmad.Stories.Tests.Orleans;

/// <summary>A deployment of several processes: silos that are killed, stopped or late, and a door that stays.</summary>
public class ClusterTests(ITestOutputHelper output)
{
    private const int Kills = 6;

    /// <summary>As in deploy/: longer than a door takes to find a silo that came back.</summary>
    private const string Drain = "6";

    /// <summary>Requests at once, all the time.</summary>
    private const int Many = 8;

    /// <summary>Answers that come sooner waited for no dead silo.</summary>
    private static readonly TimeSpan HeldByNobody = TimeSpan.FromSeconds(11);

    [Fact]
    public async Task A_silo_killed_at_random_neither_loses_nor_doubles_a_millime_and_fails_no_page()
    {
        using var cluster = await ProcessCluster.StartAsync(silos: 2);
        var failed = new ConcurrentQueue<string>();
        using var lives = new ManyLives(
            cluster.Merchant, () => new Browser(cluster.Door.Url, way => new Watch(way, failed)), output);

        await lives.LiveAsync(Kills, random =>
        {
            var silo = cluster.Silos[random.Next(cluster.Silos.Count)];
            silo.Kill();
            return silo.StartAsync();
        });

        if (!failed.IsEmpty) output.WriteLine(string.Join('\n', cluster.Door.Output.TakeLast(60)));
        Assert.Empty(failed);
        foreach (var silo in cluster.Silos) silo.Kill();
        var proof = await cluster.Door.CommandAsync("verify");
        Assert.True(proof.ExitCode == 0, proof.Output);
    }

    /// <summary>However long it is looked for, nobody who reads hears of it.</summary>
    [Fact]
    public async Task What_a_killed_silo_held_is_back_within_seconds_in_another()
    {
        using var cluster = await ProcessCluster.StartAsync(silos: 2, ("Dhmad__Cluster__SilenceSeconds", "14"));
        var escrows = await CreateAsync(cluster.Merchant, 20);

        using var client = new HttpClient();
        client.DefaultRequestHeaders.Authorization = cluster.Merchant.Authorization;
        if (await AllAreBackAsync(cluster.Silos[1]) > HeldByNobody) return;

        // It held none of them: the other holds all.
        await cluster.Silos[1].StartAsync();
        Assert.True(await AllAreBackAsync(cluster.Silos[0]) > HeldByNobody, "Neither held anything.");

        async Task<TimeSpan> AllAreBackAsync(Server silo)
        {
            silo.Kill();
            var dead = Stopwatch.StartNew();
            await Task.WhenAll(escrows.Select(
                escrow => client.GetStringAsync(new Uri($"{cluster.Door.Url}/api/v1/escrows/{escrow}"))));
            output.WriteLine($"every grain answered {dead.Elapsed.TotalSeconds:F1} s after kill -9");
            Assert.True(dead.Elapsed < TimeSpan.FromSeconds(23), $"It took {dead.Elapsed}.");
            return dead.Elapsed;
        }
    }

    /// <summary>No connection of the door ends, so only the cluster can tell it.</summary>
    [Fact]
    public async Task What_a_silo_held_that_stands_still_is_answered_though_the_door_never_spoke_to_it()
    {
        (string, string) silo = ("Dhmad__Cluster__Role", "silo");
        (string, string) silence = ("Dhmad__Cluster__SilenceSeconds", "4");
        var deployment = await Deployment.MakeAsync();
        using var hidden = new Server(deployment, silo, silence);
        using var other = new Server(deployment, silo, silence);
        using var first = new Server(deployment, ("Dhmad__Cluster__Role", "api"));
        using var door = new Server(deployment, ("Dhmad__Cluster__Role", "api"));
        await hidden.StartAsync();
        await first.StartAsync();
        var made = await first.CommandAsync("seed", "--json");
        using var maker = new Merchant(first.Url, made.Output);
        var escrows = await CreateAsync(maker, 20);
        await deployment.HideGatewaysAsync();
        await other.StartAsync();
        await door.StartAsync();
        using var merchant = new Merchant(door.Url, made.Output);
        await merchant.StatusAsync(escrows[0]);

        await hidden.SignalAsync("STOP");
        var stood = Stopwatch.StartNew();
        var statuses = await Task.WhenAll(escrows.Select(merchant.StatusAsync));
        output.WriteLine($"every grain answered {stood.Elapsed.TotalSeconds:F1} s after it stood still");

        Assert.All(statuses, status => Assert.Equal("pending", status));
        Assert.True(stood.Elapsed > TimeSpan.FromSeconds(2), "It held nothing.");
        Assert.True(stood.Elapsed < TimeSpan.FromSeconds(20), $"It took {stood.Elapsed}.");
    }

    /// <summary>Each loss ends the wait for an answer, also that of a call which was made again before.</summary>
    [Fact]
    public async Task While_silos_die_one_after_another_nobody_waits_for_one_to_the_end()
    {
        var deployment = await Deployment.MakeAsync();
        using var silo = new Server(deployment, ("Dhmad__Cluster__Role", "silo"));
        using var door = new Server(deployment, ("Dhmad__Cluster__Role", "api"));
        await silo.StartAsync();
        await door.StartAsync();
        Assert.Equal(404, await door.StatusAsync($"/checkout/{Guid.Empty}"));

        await silo.SignalAsync("STOP");
        var asked = Stopwatch.StartNew();
        var answer = door.StatusAsync($"/checkout/{Guid.Empty}");
        while (!answer.IsCompleted)
        {
            await deployment.AddDeadSiloAsync();
            await Task.WhenAny(answer, Task.Delay(TimeSpan.FromSeconds(1)));
        }

        Assert.Equal(503, await answer);
        Assert.True(asked.Elapsed < TimeSpan.FromSeconds(28), $"It took {asked.Elapsed}.");
    }

    [Fact]
    public async Task A_door_without_a_silo_is_not_ready_says_unavailable_and_finds_the_silo_that_comes()
    {
        var deployment = await Deployment.MakeAsync();
        using var silo = new Server(deployment, ("Dhmad__Cluster__Role", "silo"));
        using var door = new Server(deployment, ("Dhmad__Cluster__Role", "api"));
        door.Launch();
        await door.BecomesAsync("live", HttpStatusCode.OK);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await door.HealthAsync("ready"));
        await IsUnavailableAsync(door);

        await silo.StartAsync();
        await door.BecomesAsync("ready", HttpStatusCode.OK);
        silo.Kill();
        await door.BecomesAsync("ready", HttpStatusCode.ServiceUnavailable);
        await IsUnavailableAsync(door);

        var again = Stopwatch.StartNew();
        await silo.StartAsync();
        await door.BecomesAsync("ready", HttpStatusCode.OK);
        output.WriteLine($"the door was ready {again.Elapsed.TotalSeconds:F1} s after its only silo was started again");
    }

    /// <summary>Half of its ways lead through each.</summary>
    [Fact]
    public async Task A_door_is_ready_while_one_of_its_silos_serves_and_the_other_stands_still()
    {
        using var cluster = await ProcessCluster.StartAsync(silos: 2, ("Dhmad__Cluster__SilenceSeconds", "60"));
        foreach (var silo in cluster.Silos)
        {
            await silo.SignalAsync("STOP");
            var stood = Stopwatch.StartNew();
            var isReady = new List<bool>();
            for (var check = 0; check < 8; check++)
                isReady.Add(await cluster.Door.HealthAsync("ready") == HttpStatusCode.OK);
            await silo.SignalAsync("CONT");
            output.WriteLine($"ready in {stood.Elapsed.TotalSeconds:F1} s: {string.Join(", ", isReady)}");
            Assert.InRange(isReady.Count(ready => ready), 4, 8);
            await cluster.Door.BecomesAsync("ready", HttpStatusCode.OK);
        }
    }

    [Fact]
    public async Task A_door_whose_port_is_taken_ends_at_once_though_no_silo_answers()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        using var door = new Server(
            await Deployment.MakeAsync(),
            ("Dhmad__Cluster__Role", "api"),
            ("Dhmad__Sandbox__Seed", "false"),
            ("ASPNETCORE_URLS", $"http://{taken.LocalEndpoint}"));
        door.Launch();
        Assert.Equal(1, await door.EndsAsync());
        Assert.Contains(door.Output, line => line.Contains("The server cannot listen on", StringComparison.Ordinal));
        Assert.DoesNotContain(door.Output, line => line.StartsWith("   at ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_silo_that_is_told_to_stop_says_so_first_and_its_grains_go_on_elsewhere()
    {
        using var cluster = await ProcessCluster.StartAsync(silos: 2, ("Dhmad__Cluster__DrainSeconds", "2"));
        var escrows = await CreateAsync(cluster.Merchant, 20);
        var leaving = cluster.Silos[1];

        await leaving.TellToStopAsync();
        await leaving.BecomesAsync("ready", HttpStatusCode.ServiceUnavailable);
        Assert.Equal(HttpStatusCode.OK, await leaving.HealthAsync("live"));
        var told = Stopwatch.StartNew();
        Assert.Equal(0, await leaving.EndsAsync());
        output.WriteLine($"it ended {told.Elapsed.TotalSeconds:F1} s later");

        told.Restart();
        foreach (var escrow in escrows) Assert.Equal("pending", await cluster.Merchant.StatusAsync(escrow));
        output.WriteLine($"every grain answered within {told.Elapsed.TotalSeconds:F1} s of its end");
    }

    /// <summary>Each silo is stopped and started while requests come.</summary>
    [Fact]
    public async Task A_rolling_restart_of_the_silos_fails_no_request()
    {
        using var cluster = await ProcessCluster.StartAsync(silos: 2, ("Dhmad__Cluster__DrainSeconds", Drain));
        await using var callers = new Callers(cluster.Merchant, cluster.Door.Url, Many);
        foreach (var silo in cluster.Silos)
        {
            await silo.TellToStopAsync();
            Assert.Equal(0, await silo.EndsAsync());
            await silo.StartAsync();
        }

        await AllAreAnsweredAsync(callers, cluster.Merchant);
    }

    [Fact]
    public async Task Two_whole_processes_serve_one_deployment()
    {
        var deployment = await Deployment.MakeAsync();
        using var one = new Server(deployment);
        using var other = new Server(deployment, ("Dhmad__PublicUrl", one.Url));
        await one.StartAsync();
        await other.StartAsync();
        var made = await one.CommandAsync("seed", "--json");
        using var here = new Merchant(one.Url, made.Output);
        using var there = new Merchant(other.Url, made.Output);

        var escrow = await here.CreateAsync(Song);
        Assert.Equal("pending", await there.StatusAsync(escrow));
    }

    /// <summary>Who asks waits until the grain is somewhere else; nothing is done twice.</summary>
    [Theory]
    [InlineData("KILL")]
    [InlineData("STOP")]
    public async Task A_silo_that_goes_fails_no_request_that_can_be_repeated(string signal)
    {
        using var cluster = await ProcessCluster.StartAsync(silos: 2);
        await using var callers = new Callers(cluster.Merchant, cluster.Door.Url, Many);
        foreach (var silo in cluster.Silos)
        {
            await Task.Delay(TimeSpan.FromSeconds(2));
            await GoesAsync(silo, signal);
            await silo.StartAsync();
        }

        await AllAreAnsweredAsync(callers, cluster.Merchant);
        Assert.All([cluster.Door, .. cluster.Silos], IsQuietOfTries);
    }

    /// <summary>Half of the grains that the one asks for live in the other, which goes and comes back.</summary>
    [Theory]
    [InlineData("TERM")]
    [InlineData("KILL")]
    [InlineData("STOP")]
    public async Task A_whole_process_fails_no_request_that_can_be_repeated_while_another_goes(string signal)
    {
        var deployment = await Deployment.MakeAsync();
        (string, string) drain = ("Dhmad__Cluster__DrainSeconds", Drain);
        using var stays = new Server(deployment, drain);
        using var goes = new Server(deployment, ("Dhmad__PublicUrl", stays.Url), drain);
        await stays.StartAsync();
        await goes.StartAsync();
        var made = await stays.CommandAsync("seed", "--json");
        using var merchant = new Merchant(stays.Url, made.Output);
        await using var callers = new Callers(merchant, stays.Url, Many);
        for (var round = 0; round < 2; round++)
        {
            await Task.Delay(TimeSpan.FromSeconds(2));
            await GoesAsync(goes, signal);
            await goes.StartAsync();
        }

        await AllAreAnsweredAsync(callers, merchant);
    }

    [Theory]
    [InlineData("Dhmad__Cluster__SiloPort")]
    [InlineData("Dhmad__Cluster__GatewayPort")]
    public async Task A_silo_at_the_address_of_another_ends_and_the_other_lives(string setting)
    {
        var port = $"{Ports.Free()}";
        var deployment = await Deployment.MakeAsync();
        using var first = new Server(deployment, (setting, port));
        await first.StartAsync();
        using var second = new Server(deployment, (setting, port));
        var (code, said) = await second.CommandAsync();
        Assert.Equal(1, code);
        Assert.Contains($"{setting.Replace("__", ":", StringComparison.Ordinal)}, which is {port}, is in use", said);
        await Task.Delay(TimeSpan.FromSeconds(4));
        Assert.Equal(200, await first.StatusAsync("/health/ready"));
    }

    /// <summary>One that gives no sign of life any more has left its address.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_silo_at_the_address_of_one_that_lives_on_another_machine_ends(bool lives)
    {
        var port = Ports.Free();
        var deployment = await Deployment.MakeAsync();
        using (var first = new Server(deployment))
        {
            await first.StartAsync();
            await first.TellToStopAsync();
            Assert.Equal(0, await first.EndsAsync());
        }

        await deployment.AddLivingSiloAsync(port);
        using var second = new Server(deployment, ("Dhmad__Cluster__SiloPort", $"{port}"));
        if (!lives)
        {
            await second.StartAsync();
            return;
        }

        var said = await EndsBesideAsync(deployment, port, second);
        Assert.Contains("Dhmad:Cluster:AdvertisedAddress 127.0.0.1", said, StringComparison.Ordinal);
        Assert.Contains("on elsewhere, which is alive", said, StringComparison.Ordinal);
    }

    /// <summary>One that gives no sign of life any more hinders nobody.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_silo_that_cannot_reach_one_that_lives_ends(bool lives)
    {
        var port = Ports.Free();
        var deployment = await Deployment.MakeAsync();
        using (var first = new Server(deployment))
        {
            await first.StartAsync();
            await first.TellToStopAsync();
            Assert.Equal(0, await first.EndsAsync());
        }

        await deployment.AddLivingSiloAsync(port);
        using var second = new Server(deployment);
        if (!lives)
        {
            await second.StartAsync();
            return;
        }

        var said = await EndsBesideAsync(deployment, port, second);
        Assert.Contains($"The silo at 127.0.0.1:{port} on elsewhere is alive", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Dhmad__Database", "./data/dhmad.db", "PostgreSQL")]
    [InlineData("Dhmad__SecretKey", "", "Dhmad:SecretKey")]
    [InlineData("Dhmad__Cluster__AdvertisedAddress", "192.0.2.1", "Dhmad:Cluster:AdvertisedAddress")]
    [InlineData("Dhmad__Cluster__AdvertisedAddress", "255.255.255.255", "Dhmad:Cluster:AdvertisedAddress")]
    [InlineData("Dhmad__Cluster__AdvertisedAddress", "::", "Dhmad:Cluster:AdvertisedAddress")]
    public async Task What_does_not_fit_a_cluster_ends_in_one_sentence(string name, string value, string named)
    {
        using var server = new Server(await Deployment.MakeAsync(), (name, value));
        var (code, said) = await server.CommandAsync();
        Assert.Equal(1, code);
        Assert.Contains(named, said, StringComparison.Ordinal);
        Assert.Single(said.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>Starts a process while a silo of another machine gives its signs of life; returns what it said.</summary>
    private static async Task<string> EndsBesideAsync(Deployment deployment, int port, Server server)
    {
        var start = server.CommandAsync();
        while (!start.IsCompleted)
        {
            await Task.WhenAny(start, Task.Delay(TimeSpan.FromSeconds(1)));
            await deployment.AddLivingSiloAsync(port);
        }

        var (code, said) = await start;
        Assert.Equal(1, code);
        Assert.DoesNotContain("   at ", said, StringComparison.Ordinal);
        return said;
    }

    /// <summary>
    /// A process is told to stop, or killed, or stands still until nobody waits for it any more: when it goes on, it
    /// hears that it was declared dead and ends itself.
    /// </summary>
    private static async Task GoesAsync(Server server, string signal)
    {
        await server.SignalAsync(signal);
        if (signal == "STOP")
        {
            await Task.Delay(TimeSpan.FromSeconds(14));
            await server.SignalAsync("CONT");
        }

        Assert.Equal(signal == "TERM", await server.EndsAsync() == 0);
        if (signal == "KILL") await Task.Delay(TimeSpan.FromSeconds(5));
    }

    /// <summary>Notes what a page or form was answered with instead of an answer.</summary>
    private sealed class Watch(HttpMessageHandler way, ConcurrentQueue<string> failed) : DelegatingHandler(way)
    {
        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var answer = await base.SendAsync(request, cancellationToken);
            if (answer.StatusCode >= HttpStatusCode.InternalServerError)
                failed.Enqueue($"{request.Method} {request.RequestUri!.AbsolutePath.Split('/')[1]}: {(int)answer.StatusCode}");
            return answer;
        }
    }

    private static string Song { get; } = JsonSerializer.Serialize(
        new { title = "Song", amount = 10, mode = "instant", buyerEmail = "guest@example.tn" });

    private static async Task<IReadOnlyList<string>> CreateAsync(Merchant merchant, int count)
    {
        var escrows = new List<string>();
        for (var made = 0; made < count; made++) escrows.Add(await merchant.CreateAsync(Song));
        return escrows;
    }

    /// <summary>As they should be, and each escrow that was created is there once.</summary>
    private async Task AllAreAnsweredAsync(Callers callers, Merchant merchant)
    {
        var (answered, created, failed) = await callers.StopAsync();
        output.WriteLine($"{answered} requests were answered, {failed.Count} failed");
        Assert.True(failed.Count == 0, string.Join('\n', failed));
        Assert.InRange(answered, 200, int.MaxValue);
        Assert.Equal(created, await merchant.CountAsync());
    }

    /// <summary>What tries again to place a grain tells each try by the grain's key, which may name a person.</summary>
    private static void IsQuietOfTries(Server server) =>
        Assert.DoesNotContain(server.Output, line => line.Contains("Polly", StringComparison.Ordinal));

    private static async Task IsUnavailableAsync(Server door)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{door.Url}/api/v1/me");
        request.Headers.Add("X-API-Key", "sk_sandbox_0123456789abcdef0123456789abcdef");
        using var answer = await client.SendAsync(request);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Contains("UNAVAILABLE", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}
