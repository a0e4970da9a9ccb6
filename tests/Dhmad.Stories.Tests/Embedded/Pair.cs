using System.Diagnostics;
using System.Net;
using Dhmad.Testing.Postgres;

namespace Dhmad.Stories.Tests;

/// <summary>Two processes of one deployment on one PostgreSQL database, of which one serves.</summary>
public sealed class Pair : IAsyncDisposable
{
    public const string SecretKey = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly PostgresServer postgres;

    private Pair(PostgresServer postgres, string database, bool firstSeeds)
    {
        this.postgres = postgres;
        var deployment = new Deployment();
        (string, string)[] shared = [("Dhmad__Database", database), ("Dhmad__SecretKey", SecretKey)];
        var first = new Server(deployment, [.. shared, ("Dhmad__Sandbox__Seed", firstSeeds ? "true" : "false")]);
        var second = new Server(deployment, [.. shared, ("Dhmad__PublicUrl", first.Url)]);
        Both = [first, second];
    }

    public IReadOnlyList<Server> Both { get; }

    /// <summary>Where browsers are sent.</summary>
    public string Url => Both[0].Url;

    public PostgresServer Postgres => postgres;

    public static async Task<Pair> CreateAsync(bool firstSeeds = true)
    {
        var postgres = await PostgresServer.StartAsync(("fsync", "off"));
        return new Pair(postgres, await postgres.CreateDatabaseAsync(), firstSeeds);
    }

    /// <summary>Starts both at the same moment, and waits until one serves.</summary>
    public async Task StartAsync()
    {
        foreach (var server in Both) server.Launch();
        foreach (var server in Both) await server.BecomesAsync("live", HttpStatusCode.OK);
        await ActiveAsync();
    }

    public Server Other(Server server) => Both[0] == server ? Both[1] : Both[0];

    /// <summary>Waits until one says that it is ready.</summary>
    public async Task<Server> ActiveAsync()
    {
        var limit = Stopwatch.StartNew();
        while (limit.Elapsed < Limit)
        {
            foreach (var server in Both)
            {
                if (await server.HealthAsync("ready") == HttpStatusCode.OK) return server;
            }

            await Task.Delay(5);
        }

        throw new TimeoutException(string.Join('\n', Both.SelectMany(server => server.Output)));
    }

    /// <summary>Does something to the active process, and measures how long nobody serves.</summary>
    public static async Task<TimeSpan> GapAsync(Server next, Func<Task> end)
    {
        var gap = Stopwatch.StartNew();
        await end();
        await next.BecomesAsync("ready", HttpStatusCode.OK);
        return gap.Elapsed;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in Both) server.Dispose();
        await postgres.DisposeAsync();
    }
}
