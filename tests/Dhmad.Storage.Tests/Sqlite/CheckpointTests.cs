using Dhmad.Testing;

namespace Dhmad.Storage.Tests.Sqlite;

/// <summary>The log is moved into the file while commits go on, and starts anew.</summary>
public sealed class CheckpointTests
{
    private const int Pages = 50;

    [Fact]
    public async Task The_log_stays_short_while_commits_go_on()
    {
        await using var fixture = await OpenAsync(Pages);
        await WriteAsync(fixture, escrows: 200);
        await DhmadCluster.Eventually(async () =>
        {
            await WriteAsync(fixture, escrows: 1);
            return Log(fixture) < Pages;
        });
        Assert.True(new FileInfo(fixture.File).Length > 4096 * Pages);
        await ProofHolds.OnAsync(fixture);
    }

    [Fact]
    public async Task Nothing_is_moved_before_the_log_is_long()
    {
        await using var fixture = await OpenAsync(pages: 1_000_000);
        var before = Log(fixture);
        await WriteAsync(fixture, escrows: 200);
        Assert.True(Log(fixture) > before + Pages);
    }

    [Fact]
    public async Task A_long_read_makes_the_log_grow_and_its_end_lets_it_start_anew()
    {
        await using var fixture = await OpenAsync(Pages);
        await WriteAsync(fixture, escrows: 1);
        await fixture.Database.ReadAsync(
            async work =>
            {
                Assert.Equal(1, await work.FirstAsync<long>("SELECT count(*) FROM escrows"));
                await WriteAsync(fixture, escrows: 200);
                Assert.True(Log(fixture) > Pages);
                Assert.Equal(1, await work.FirstAsync<long>("SELECT count(*) FROM escrows"));
                return 0;
            },
            default);
        await DhmadCluster.Eventually(async () =>
        {
            await WriteAsync(fixture, escrows: 1);
            return Log(fixture) < Pages;
        });
        await ProofHolds.OnAsync(fixture);
    }

    private static Task<SqliteFixture> OpenAsync(int pages) =>
        SqliteFixture.OpenAsync(options => options with { CheckpointPages = pages });

    private static async Task WriteAsync(DatabaseFixture fixture, int escrows)
    {
        for (var index = 0; index < escrows; index++) await fixture.CommitAsync(fixture.NewLife().Create());
    }

    /// <summary>How many pages the log has, moved or not: in the head of its index, as the file format tells.</summary>
    private static uint Log(SqliteFixture fixture)
    {
        const int end = 16;
        using var index = new FileStream(
            fixture.File + "-shm", FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        Span<byte> head = stackalloc byte[end + sizeof(uint)];
        index.ReadExactly(head);
        return BitConverter.ToUInt32(head[end..]);
    }
}
