using Dhmad.Storage.Postgres.Commits;
using Npgsql;

namespace Dhmad.Storage.Postgres;

/// <summary>
/// Writes a batch in one transaction, as if its commits came one after another, and gives each its own answer. Used by
/// one loop at a time.
/// </summary>
internal sealed class BatchWriter(NpgsqlDataSource source, EscrowNumbers escrowNumbers) : IAsyncDisposable
{
    /// <summary>How often a commit that is written alone may lose against another node.</summary>
    private const int MaxTries = 5;

    /// <summary>How many commits in a row may lose their connection before the rest is given up.</summary>
    private const int MaxLost = 2;

    private readonly BatchNumbers numbers = new(escrowNumbers);
    private NpgsqlConnection? connection;

    /// <summary>Called around each write of a batch. Tests throw or break the connection there.</summary>
    public Func<CommitPoint, Task>? AtPoint { get; set; }

    /// <summary>Transactions committed so far.</summary>
    public long Transactions { get; private set; }

    /// <summary>How often a batch was not as it was assumed to be, and was judged.</summary>
    public long Refusals { get; private set; }

    /// <summary>The server's process behind the connection; 0 when there is none. For tests that end it.</summary>
    public int ProcessId => connection?.ProcessID ?? 0;

    /// <summary>
    /// Writes all of it together, assuming that every row is as its commit takes it to be; where one is not, or the
    /// connection breaks, together once more, each judged. When it fails otherwise, one by one, so that only the guilty
    /// one fails.
    /// </summary>
    /// <returns>Commits that must come after one of this batch.</returns>
    public async Task<List<QueuedCommit>> WriteAsync(List<QueuedCommit> batch)
    {
        var together = new CommitBatch(numbers);
        var next = batch.FindAll(commit => !together.TryAdd(commit));
        var items = together.Items;
        var isAssumed = together.CanBeAssumed;
        var failure = await TryWriteAsync(together, isAssumed);
        if (failure is not null && (isAssumed && IsRefusal(failure) || PostgresFailure.IsConnectionLost(failure)))
            failure = await TryWriteAsync(Batch(items), isAssumed: false);
        if (failure is null) return next;

        var isLast = items.Count == 1 && !PostgresFailure.IsRace(failure);
        if (isLast || failure is DatabaseUnavailableException) Fail(items, failure);
        else await WriteOneByOneAsync(items, waitsBriefly: PostgresFailure.IsHeld(failure));
        return next;
    }

    public async ValueTask DisposeAsync()
    {
        if (connection is not null) await connection.DisposeAsync();
        connection = null;
    }

    /// <param name="waitsBriefly">
    /// A row is held: whoever needs it is failed soon, and the others, with all that waits behind them, go on.
    /// </param>
    private async Task WriteOneByOneAsync(List<QueuedCommit> items, bool waitsBriefly)
    {
        var lost = 0;
        for (var index = 0; index < items.Count && lost < MaxLost; index++)
        {
            var failure = await TryWriteAloneAsync(items[index], waitsBriefly);
            if (failure is not null) Fail([items[index]], failure);
            lost = failure switch
            {
                DatabaseUnavailableException => MaxLost,
                not null when PostgresFailure.IsConnectionLost(failure) => lost + 1,
                _ => 0,
            };
            if (lost == MaxLost) Fail(items[(index + 1)..], failure!);
        }
    }

    private async Task<Exception?> TryWriteAloneAsync(QueuedCommit item, bool waitsBriefly)
    {
        for (var attempt = 1; ; attempt++)
        {
            var failure = await TryWriteAsync(Batch([item], waitsBriefly), isAssumed: false);
            if (failure is null || !PostgresFailure.IsRace(failure) || attempt == MaxTries) return failure;
        }
    }

    /// <returns>
    /// Null when every commit has its answer; a <see cref="DatabaseUnavailableException"/> when there is no connection.
    /// </returns>
    private async Task<Exception?> TryWriteAsync(CommitBatch batch, bool isAssumed)
    {
        try
        {
            connection ??= await PostgresConnections.TakeAsync(source);
            await numbers.HaveAsync(batch.Items, connection);
            if (isAssumed) batch.Assume();
            else await batch.JudgeAsync(connection);
            await PassAsync(CommitPoint.BeforeCommit);
            using (var replica = new ReplicaWait(connection))
            {
                if (await batch.WriteAsync(connection, isBegun: !isAssumed)) Transactions++;
                replica.ThrowIfGivenUp();
            }

            await PassAsync(CommitPoint.AfterCommit);
            batch.Answer();
            return null;
        }
        catch (Exception refusal) when (isAssumed && IsRefusal(refusal))
        {
            Refusals++;
            await RollBackAsync();
            return refusal;
        }
        catch (Exception failure)
        {
            await BreakAsync(batch, failure);
            return failure;
        }
    }

    /// <summary>
    /// Whether a row or a commit is not as was assumed: nothing is written, and judging will tell why.
    /// </summary>
    private static bool IsRefusal(Exception failure) =>
        failure is InvariantBrokenException || PostgresFailure.IsRefusal(failure);

    private async Task RollBackAsync()
    {
        try
        {
            await using var rollBack = new NpgsqlCommand("ROLLBACK", connection);
            await rollBack.ExecuteNonQueryAsync();
        }
        catch (Exception)
        {
            await LetGoAsync();
        }
    }

    /// <summary>
    /// After a failure the connection is not trusted again: closing it ends whatever transaction it held. What was sent
    /// on a connection that broke may or may not have been written.
    /// </summary>
    private async Task BreakAsync(CommitBatch batch, Exception failure)
    {
        if (batch.IsSent && PostgresFailure.IsConnectionLost(failure))
        {
            foreach (var item in batch.Items) item.IsUnknown = true;
        }

        await LetGoAsync();
    }

    private async Task LetGoAsync()
    {
        if (connection is null) return;
        var broken = connection;
        connection = null;
        numbers.Forget();
        try
        {
            NpgsqlConnection.ClearPool(broken);
            await broken.DisposeAsync();
        }
        catch (Exception)
        {
            // It is gone, which is what was wanted.
        }
    }

    private CommitBatch Batch(List<QueuedCommit> items, bool waitsBriefly = false)
    {
        var batch = new CommitBatch(numbers) { WaitsBriefly = waitsBriefly };
        foreach (var item in items) batch.TryAdd(item);
        return batch;
    }

    private static void Fail(List<QueuedCommit> items, Exception failure)
    {
        foreach (var item in items)
        {
            item.Fail(item.IsUnknown && PostgresFailure.Translate(failure) is DatabaseUnavailableException
                ? new DatabaseUnavailableException(
                    "The connection to the database broke during a commit, whose outcome is unknown.", failure)
                : PostgresFailure.Translate(failure));
        }
    }

    private Task PassAsync(CommitPoint point) => AtPoint?.Invoke(point) ?? Task.CompletedTask;
}
