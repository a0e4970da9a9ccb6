using Dhmad.Testing;
using Xunit.Abstractions;

namespace Dhmad.Stories.Tests.Orleans;

/// <summary>Doors behind the proxy of <c>deploy/</c>.</summary>
public sealed class DoorTests(ITestOutputHelper output)
{
    /// <summary>As in deploy/: longer than the proxy takes to see that a door is about to close.</summary>
    private const string Drain = "6";

    /// <summary>Requests at once, all the time.</summary>
    private const int Many = 8;

    /// <summary>Each door is stopped and started while requests come.</summary>
    [HaproxyFact]
    public async Task A_rolling_restart_of_the_doors_fails_no_request()
    {
        var deployment = await Deployment.MakeAsync();
        using var silo = new Server(deployment, ("Dhmad__Cluster__Role", "silo"));
        (string, string)[] door = [("Dhmad__Cluster__Role", "api"), ("Dhmad__Cluster__DrainSeconds", Drain)];
        using var first = new Server(deployment, door);
        using var second = new Server(deployment, [("Dhmad__PublicUrl", first.Url), .. door]);
        foreach (var server in new[] { silo, first, second }) await server.StartAsync();
        var made = await first.CommandAsync("seed", "--json");
        using var proxy = await Haproxy.StartAsync(new Uri(first.Url).Port, new Uri(second.Url).Port);
        using var merchant = new Merchant(proxy.Url, made.Output);
        await using var callers = new Callers(merchant, proxy.Url, Many);
        foreach (var server in new[] { first, second })
        {
            await server.TellToStopAsync();
            Assert.Equal(0, await server.EndsAsync());
            await server.StartAsync();
        }

        var (answered, created, failed) = await callers.StopAsync();
        output.WriteLine($"{answered} requests were answered, {failed.Count} failed");
        Assert.True(failed.Count == 0, string.Join('\n', failed));
        Assert.InRange(answered, 200, int.MaxValue);
        Assert.Equal(created, await merchant.CountAsync());
    }
}
