using System.Collections.Concurrent;
using Dhmad.Domain.Escrows;

namespace Dhmad.Storage.Tests.Postgres;

/// <summary>
/// Many callers that live escrow after escrow while something goes wrong, and remember what they were answered.
/// </summary>
internal sealed class Crowd(DatabaseFixture fixture)
{
    private readonly ConcurrentDictionary<string, long> done = new();
    private readonly ConcurrentDictionary<string, long> unanswered = new();
    private long answers;

    /// <summary>Commits answered Done so far.</summary>
    public long Answers => Interlocked.Read(ref answers);

    /// <summary>Commits that were answered as unavailable.</summary>
    public int Unanswered => unanswered.Count;

    /// <summary>Lets this many live until what goes wrong is over, and each its escrow to the end.</summary>
    public async Task RunAsync(int callers, Func<Task> disturb)
    {
        using var over = new CancellationTokenSource();
        var lives = Enumerable.Range(0, callers).Select(_ => Task.Run(() => LiveAsync(over.Token))).ToArray();
        await disturb();
        await over.CancelAsync();
        await Task.WhenAll(lives).WaitAsync(HeldBatch.Patience);
    }

    /// <summary>Returns when so many more commits were answered.</summary>
    public async Task UntilAsync(long more)
    {
        var goal = Answers + more;
        using var limit = new CancellationTokenSource(HeldBatch.Patience);
        using var turn = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (Answers < goal) await turn.WaitForNextTickAsync(limit.Token);
    }

    /// <summary>
    /// What was answered is there and once; what was not is there whole or not at all; the books balance.
    /// </summary>
    public async Task AssertTruthfulAsync()
    {
        var rows = await fixture.Database.ReadAsync(
            work => work.ListAsync<(string Id, long Version, long Events)>(
                """
                SELECT id, version, (SELECT count(*) FROM escrow_events WHERE escrow_number = number) FROM escrows
                """),
            CancellationToken.None);
        var stored = rows.ToDictionary(row => row.Id, row => row.Version);
        Assert.All(rows, row => Assert.Equal(row.Version, row.Events));
        foreach (var (id, version) in done)
        {
            var possible = unanswered.TryGetValue(id, out var attempted) ? attempted : version;
            Assert.InRange(stored[id], version, possible);
        }

        Assert.All(stored, row => Assert.True(
            done.GetValueOrDefault(row.Key) == row.Value || unanswered.GetValueOrDefault(row.Key) == row.Value));
        await ProofHolds.OnAsync(fixture);
    }

    private async Task LiveAsync(CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            var life = fixture.NewLife();
            foreach (var make in (Func<EscrowCommit>[])[life.Create, () => life.Pay(), life.Deliver, life.Complete])
            {
                if (await TryAsync(make())) continue;
                await UntilBackAsync();
                break;
            }
        }
    }

    private async Task<bool> TryAsync(EscrowCommit commit)
    {
        try
        {
            Assert.Equal(CommitOutcome.Done, await fixture.Database.CommitAsync(commit, CancellationToken.None));
            done[commit.Escrow.Id] = commit.Escrow.Version;
            Interlocked.Increment(ref answers);
            return true;
        }
        catch (DatabaseUnavailableException)
        {
            unanswered[commit.Escrow.Id] = commit.Escrow.Version;
            return false;
        }
    }

    private async Task UntilBackAsync()
    {
        using var limit = new CancellationTokenSource(HeldBatch.Patience);
        using var turn = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (await Record.ExceptionAsync(() => fixture.Database.PingAsync(limit.Token)) is { } failure)
        {
            Assert.IsType<DatabaseUnavailableException>(failure);
            await turn.WaitForNextTickAsync(limit.Token);
        }
    }
}
