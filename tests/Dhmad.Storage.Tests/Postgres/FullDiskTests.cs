using Dhmad.Domain.Escrows;
using Dhmad.Testing.Postgres;
using Npgsql;

namespace Dhmad.Storage.Tests.Postgres;

/// <summary>The server's disk is really full: commits fail whole, reads go on, and service returns with the space.</summary>
public sealed class FullDiskTests
{
    private const int MaxCommits = 5_000;
    private const string Full = "The disk that holds the database is full.";

    [PostgresDiskFact]
    public async Task A_full_disk_fails_commits_and_leaves_nothing_half_written()
    {
        await using var server = await PostgresServer.StartAsync();
        var disk = await server.MountAsync(megabytes: 64);
        await server.ExecuteAsync($"CREATE TABLESPACE small LOCATION '{disk}'");
        await server.ExecuteAsync("ALTER DATABASE template1 SET TABLESPACE small");
        await using var fixture = await PostgresFixture.OpenAsync(server);
        var ballast = Path.Combine(disk, "ballast");
        FillUp(ballast, leaveKilobytes: 256);

        var answered = new List<Life>();
        var failure = await FillAsync(fixture, answered);
        Assert.Equal(Full, Assert.IsType<DatabaseUnavailableException>(failure).Message);
        var lives = Enumerable.Range(0, 300).Select(_ => fixture.NewLife()).ToArray();
        var crowd = await Task.WhenAll(lives.Select(life => TryAsync(fixture, life.Create())));
        Assert.Contains(false, crowd);
        answered.AddRange(lives.Where((_, index) => crowd[index]));
        var write = await Record.ExceptionAsync(() => fixture.Database.WriteAsync(
            work => work.ExecuteAsync(
                "INSERT INTO mails (id, recipient, subject, body, links, created_at) "
                + "SELECT 'm-' || n, 'a', 'S', repeat(md5(n::text), 60), '[]', 0 FROM generate_series(1, 1000) AS n"),
            default));
        Assert.Equal(Full, Assert.IsType<DatabaseUnavailableException>(write).Message);
        await AssertAnsweredAsync(fixture, answered);

        File.Delete(ballast);
        foreach (var life in answered.Take(20))
            await fixture.CommitAsync(life.Pay(), life.Deliver(), life.Complete());
        await AssertAnsweredAsync(fixture, answered);
    }

    /// <summary>The server itself goes down then, in the middle of commits.</summary>
    [PostgresDiskFact]
    public async Task A_full_disk_under_the_log_loses_and_doubles_nothing()
    {
        await using var server = await PostgresServer.StartAsync(("max_wal_size", "8GB"), ("wal_recycle", "off"));
        var disk = await server.MountAsync(megabytes: 128);
        await server.StopAsync();
        await server.MoveAsync("pg_wal", disk);
        await server.StartAgainAsync();
        await using var fixture = await PostgresFixture.OpenAsync(server);
        var ballast = Path.Combine(disk, "ballast");
        var crowd = new Crowd(fixture);
        await crowd.RunAsync(16, async () =>
        {
            await crowd.UntilAsync(more: 100);
            FillUp(ballast, leaveKilobytes: 0);
            await FillLogAsync(server);
            await server.KillAsync();
            File.Delete(ballast);
            await server.StartAgainAsync();
            await crowd.UntilAsync(more: 200);
        });
        Assert.True(crowd.Unanswered > 0);
        await crowd.AssertTruthfulAsync();
    }

    /// <summary>Takes all the space there is but for so much.</summary>
    private static void FillUp(string file, int leaveKilobytes)
    {
        var free = new DriveInfo(Path.GetDirectoryName(file)!).AvailableFreeSpace;
        using var ballast = new FileStream(file, FileMode.CreateNew);
        var chunk = new byte[4096];
        for (var left = free - (leaveKilobytes * 1024L); left >= chunk.Length; left -= chunk.Length)
        {
            try
            {
                ballast.Write(chunk);
                ballast.Flush();
            }
            catch (IOException)
            {
                return; // The server was quicker.
            }
        }
    }

    /// <summary>Writes log until the server gives up.</summary>
    private static async Task FillLogAsync(PostgresServer server)
    {
        for (var megabyte = 0; megabyte < 256; megabyte++)
        {
            try
            {
                await server.ExecuteAsync("SELECT pg_logical_emit_message(true, 'test', repeat('x', 1048576))");
            }
            catch (NpgsqlException)
            {
                return;
            }
        }

        Assert.Fail("The log never filled its disk.");
    }

    private static async Task<Exception?> FillAsync(PostgresFixture fixture, List<Life> answered)
    {
        for (var index = 0; index < MaxCommits; index++)
        {
            var life = fixture.NewLife();
            var failure = await Record.ExceptionAsync(() => fixture.CommitAsync(life.Create()));
            if (failure is not null) return failure;
            answered.Add(life);
        }

        return null;
    }

    private static async Task<bool> TryAsync(PostgresFixture fixture, EscrowCommit commit)
    {
        var failure = await Record.ExceptionAsync(() => fixture.CommitAsync(commit));
        if (failure is not null) Assert.Equal(Full, Assert.IsType<DatabaseUnavailableException>(failure).Message);
        return failure is null;
    }

    /// <summary>What was answered is there, and nothing else.</summary>
    private static async Task AssertAnsweredAsync(PostgresFixture fixture, List<Life> answered)
    {
        var ids = await fixture.Database.ReadAsync(
            work => work.ListAsync<string>("SELECT id FROM escrows ORDER BY id"), CancellationToken.None);
        Assert.Equal(answered.Select(life => life.Escrow.Id).Order(StringComparer.Ordinal), ids);
        await ProofHolds.OnAsync(fixture);
    }
}
