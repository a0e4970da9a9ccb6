using System.Collections.Concurrent;
using System.Diagnostics;
using Dhmad.Testing.Postgres;

namespace Dhmad.Storage.Tests.Postgres;

/// <summary>
/// A database with many rows, on a server that writes down the plan of every statement as it was run: what the stores
/// really send, on their own connections, with what it really touched.
/// </summary>
public sealed class LargeDatabase : IAsyncLifetime
{
    public const int Escrows = 100_000;

    private static readonly TimeSpan FillLimit = TimeSpan.FromMinutes(5);

    private readonly BlockingCollection<string> log = [];
    private PostgresServer? server;
    private PostgresFixture? fixture;

    public PostgresFixture Fixture => fixture!;

    public async Task InitializeAsync()
    {
        if (PostgresFactAttribute.SkipReason is not null) return;
        server = await PostgresServer.StartAsync(
            ("fsync", "off"), ("max_wal_size", "4GB"), ("autovacuum", "off"), ("shared_preload_libraries", "auto_explain"),
            ("auto_explain.log_analyze", "on"), ("auto_explain.log_timing", "off"));
        fixture = await PostgresFixture.OpenAsync(server);
        await FillAsync(fixture);
        await server.ExecuteAsync("ALTER SYSTEM SET auto_explain.log_min_duration = 0");
        await server.ExecuteAsync("SELECT pg_reload_conf()");
        server.Listen(log.Add);
    }

    public async Task DisposeAsync()
    {
        if (fixture is not null) await fixture.DisposeAsync();
        if (server is not null) await server.DisposeAsync();
        log.Dispose();
    }

    /// <summary>An empty database on the same server, of which nobody ever made statistics.</summary>
    public Task<PostgresFixture> OpenEmptyAsync() => PostgresFixture.OpenAsync(server);

    /// <summary>The plans of all that was sent meanwhile.</summary>
    public async Task<IReadOnlyList<Plan>> PlansOfAsync(Func<Task> calls)
    {
        await EntriesUntilMarkAsync();
        await calls();
        return
        [
            .. (await EntriesUntilMarkAsync()).Where(entry => entry.Contains("  plan:", StringComparison.Ordinal)
                    && !entry.Contains("FROM pg_", StringComparison.Ordinal)) // Npgsql's own questions.
                .Select(entry => new Plan(entry)),
        ];
    }

    /// <summary>
    /// A statement of our own marks the place: every server process writes before it answers. Another one ends its entry.
    /// </summary>
    private async Task<List<string>> EntriesUntilMarkAsync()
    {
        var mark = $"'{Stopwatch.GetTimestamp()}'";
        for (var time = 0; time < 2; time++)
            await server!.ExecuteAsync($"SELECT count(*) FROM pg_class WHERE relname = {mark}");
        var entries = new List<string>();
        using var limit = new CancellationTokenSource(HeldBatch.Patience);
        while (true)
        {
            var line = log.Take(limit.Token);
            if (line.StartsWith('\t') && entries.Count > 0) entries[^1] += "\n" + line;
            else entries.Add(line);
            if (!line.StartsWith('\t') && entries.Count > 1 && entries[^2].Contains(mark, StringComparison.Ordinal))
                return entries;
        }
    }

    private static Task FillAsync(PostgresFixture fixture)
    {
        var life = fixture.NewLife();
        life.Create();
        return new LargeTables(Escrows, DateTimeOffset.UnixEpoch, TimeSpan.FromSeconds(Escrows), life.Escrow)
            .FillAsync(fixture.ConnectionString, FillLimit);
    }
}
