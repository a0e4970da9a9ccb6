using System.Diagnostics;
using System.Globalization;
using Dhmad.Domain.Escrows;
using Dhmad.Storage;
using Dhmad.Storage.Sqlite;
using Dhmad.Storage.Tests;
using Dhmad.Testing;

// Commits escrow after escrow until it is killed, by itself at the given point or from outside, and says on its output
// which commits were answered. Arguments: file, workers, "BeforeCommit" or "AfterCommit" or "never", how many points first.
var (file, workers, point, skip) = (args[0], Number(args[1]), args[2], Number(args[3]));
var time = new DateTimeOffset(2026, 9, 1, 8, 30, 0, TimeSpan.Zero);
var ids = new SeededIds(42);
await using var database = await SqliteDatabase.OpenAsync(
    new SqliteOptions(file), TimeProvider.System, CancellationToken.None);
var idempotency = new IdempotencyStore(database, ids, new Sealer(new byte[32], ids));
database.Queue.Writer.AtPoint = reached =>
{
    if (reached.ToString() == point && skip-- == 0) Process.GetCurrentProcess().Kill();
};
await Task.WhenAll(Enumerable.Range(0, workers).Select(_ => Task.Run(LiveAsync)));

async Task LiveAsync()
{
    while (true)
    {
        var life = new Life(ids, time);
        foreach (var make in (Func<EscrowCommit>[])[life.Create, () => life.Pay(), life.Deliver, life.Complete])
        {
            var commit = make();
            var key = $"{commit.Escrow.Id}-{commit.Escrow.Version}";
            var answer = await idempotency.ClaimAsync("crash", key, "request", time, CancellationToken.None);
            var record = new IdempotencyRecord(
                ((IdempotencyAnswer.Claimed)answer).Claim, 200, "application/json", commit.Events[0].Body);
            var outcome = await database.CommitAsync(commit with { Idempotency = record }, CancellationToken.None);
            if (outcome != CommitOutcome.Done) throw new InvalidOperationException(outcome.ToString());
            lock (database) Console.WriteLine($"{commit.Escrow.Id} {commit.Escrow.Version}");
        }
    }
}

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
