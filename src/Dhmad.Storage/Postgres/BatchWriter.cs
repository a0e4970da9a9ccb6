using Dhmad.Storage.Postgres.Commits;
using Npgsql;

namespace Dhmad.Storage.Postgres;

/// <summary>
/// Writes a batch in one transaction, as if its commits came one after another, and gives each its own answer. Used by
/// one loop at a time.
/// </summary>
internal sealed class BatchWriter(NpgsqlDataSource source) : IAsyncDisposable
{
    /// <summary>How often a commit that is written alone may lose against another node.</summary>
    private const int MaxTries = 5;

    private NpgsqlConnection? connection;

    /// <summary>Called around each write of a batch. Tests throw or break the connection there.</summary>
    public Func<CommitPoint, Task>? AtPoint { get; set; }

    /// <summary>Transactions committed so far.</summary>
    public long Transactions { get; private set; }

    /// <summary>
    /// Writes all of it together; if that fails as a whole, one by one, so that only the guilty one fails.
    /// </summary>
    /// <returns>Commits that must come after one of this batch.</returns>
    public async Task<List<QueuedCommit>> WriteAsync(List<QueuedCommit> batch)
    {
        var next = new List<QueuedCommit>();
        var together = new CommitBatch();
        foreach (var commit in batch)
        {
            if (!together.TryAdd(commit)) next.Add(commit);
        }

        try
        {
            await WriteAsync(together);
        }
        catch (Exception failure)
        {
            await BreakAsync(together, failure);
            await WriteOneByOneAsync(together.Items, failure);
        }

        return next;
    }

    public async ValueTask DisposeAsync()
    {
        if (connection is not null) await connection.DisposeAsync();
        connection = null;
    }

    private async Task WriteAsync(CommitBatch batch)
    {
        connection ??= await source.OpenConnectionAsync();
        await batch.JudgeAsync(connection);
        await PassAsync(CommitPoint.BeforeCommit);
        if (await batch.WriteAsync(connection)) Transactions++;
        await PassAsync(CommitPoint.AfterCommit);
        batch.Answer();
    }

    private async Task WriteOneByOneAsync(List<QueuedCommit> items, Exception failure)
    {
        for (var index = 0; index < items.Count; index++)
        {
            if (items.Count > 1 || PostgresFailure.IsConnectionLost(failure) || PostgresFailure.IsRace(failure))
            {
                if (await TryWriteAloneAsync(items[index])) continue;
                for (var rest = index + 1; rest < items.Count; rest++) items[rest].Fail(Unknown(items[rest], null));
                return;
            }

            items[index].Fail(PostgresFailure.Translate(failure));
        }
    }

    /// <summary>False when the database is away, for this commit and for all behind it.</summary>
    private async Task<bool> TryWriteAloneAsync(QueuedCommit item)
    {
        for (var attempt = 1; ; attempt++)
        {
            var alone = new CommitBatch();
            alone.TryAdd(item);
            try
            {
                await WriteAsync(alone);
                return true;
            }
            catch (Exception failure)
            {
                await BreakAsync(alone, failure);
                if (PostgresFailure.IsRace(failure) && attempt < MaxTries) continue;
                var isAway = PostgresFailure.IsConnectionLost(failure);
                item.Fail(isAway ? Unknown(item, failure) : PostgresFailure.Translate(failure));
                return !isAway;
            }
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

        if (connection is null) return;
        try
        {
            await connection.CloseAsync();
            NpgsqlConnection.ClearPool(connection);
            await connection.DisposeAsync();
        }
        catch (Exception closing) when (PostgresFailure.IsConnectionLost(closing))
        {
            // It is gone, which is what was wanted.
        }

        connection = null;
    }

    private Task PassAsync(CommitPoint point) => AtPoint?.Invoke(point) ?? Task.CompletedTask;

    private static DatabaseUnavailableException Unknown(QueuedCommit item, Exception? failure) => new(
        item.IsUnknown
            ? "The connection to the database broke during a commit, whose outcome is unknown."
            : "The database cannot be reached.",
        failure);
}
