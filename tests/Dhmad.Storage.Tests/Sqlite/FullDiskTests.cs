using Dhmad.Domain.Escrows;

namespace Dhmad.Storage.Tests.Sqlite;

/// <summary>A file that may not grow behaves as a full disk: commits fail whole, reads go on, and service returns with the space.</summary>
public sealed class FullDiskTests
{
    private const int MaxCommits = 2_000;

    [Fact]
    public async Task A_full_disk_fails_commits_and_leaves_nothing_half_written()
    {
        await using var fixture = await SqliteFixture.OpenAsync();
        var room = await PragmaAsync(fixture, "page_count") + 20;
        await PragmaAsync(fixture, $"max_page_count = {room}");
        var answered = new List<Life>();
        var failure = await FillAsync(fixture, answered);
        Assert.IsType<DatabaseUnavailableException>(failure);
        Assert.Contains("full", failure.Message, StringComparison.Ordinal);
        Assert.NotEmpty(answered);

        await ProofHolds.OnAsync(fixture);
        await AssertAnsweredAsync(fixture, answered);
        await PragmaAsync(fixture, "max_page_count = 1000000");
        await fixture.CommitAsync(answered[0].Pay(), answered[0].Deliver(), answered[0].Complete());
        await ProofHolds.OnAsync(fixture);
    }

    [Fact]
    public async Task On_a_full_disk_a_crowd_loses_only_what_was_not_answered()
    {
        await using var fixture = await SqliteFixture.OpenAsync();
        var room = await PragmaAsync(fixture, "page_count") + 60;
        await PragmaAsync(fixture, $"max_page_count = {room}");
        var lives = Enumerable.Range(0, 500).Select(_ => fixture.NewLife()).ToArray();
        var commits = await Task.WhenAll(lives.Select(life => TryAsync(fixture, life.Create())));
        Assert.Contains(true, commits);
        Assert.Contains(false, commits);
        var answered = lives.Where((_, index) => commits[index]).ToList();
        await AssertAnsweredAsync(fixture, answered);
        await ProofHolds.OnAsync(fixture);
    }

    private static async Task<Exception?> FillAsync(SqliteFixture fixture, List<Life> answered)
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

    private static async Task<bool> TryAsync(SqliteFixture fixture, EscrowCommit commit)
    {
        var failure = await Record.ExceptionAsync(() => fixture.CommitAsync(commit));
        if (failure is not null) Assert.IsType<DatabaseUnavailableException>(failure);
        return failure is null;
    }

    private static async Task AssertAnsweredAsync(SqliteFixture fixture, List<Life> answered)
    {
        var ids = await fixture.Database.ReadAsync(
            work => work.ListAsync<string>("SELECT id FROM escrows ORDER BY id"), CancellationToken.None);
        Assert.Equal(answered.Select(life => life.Escrow.Id).Order(StringComparer.Ordinal), ids);
    }

    private static Task<long> PragmaAsync(SqliteFixture fixture, string pragma) =>
        fixture.Database.WriteAsync(work => work.FirstAsync<long>($"PRAGMA {pragma}"), CancellationToken.None);
}
