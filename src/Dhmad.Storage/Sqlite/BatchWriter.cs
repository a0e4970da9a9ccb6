using Microsoft.Data.Sqlite;

namespace Dhmad.Storage.Sqlite;

/// <summary>
/// Writes a batch in one transaction, as if its items came one after another, and gives each its own answer.
/// </summary>
internal sealed class BatchWriter(SqliteWriter writer) : IDisposable
{
    /// <summary>Called around each COMMIT. Tests crash there, or throw as a failing disk would.</summary>
    public Action<CommitPoint>? AtPoint { get; set; }

    public SqliteConnection Connection => writer.Connection;

    /// <summary>Transactions committed so far.</summary>
    public long Transactions { get; private set; }

    /// <summary>
    /// First without savepoints, which cost a copy of every page touched and are needed only when a commit is refused
    /// after it began to write; then, if one was, the whole batch again with them; if that fails too, one by one.
    /// </summary>
    public void Write(IReadOnlyList<QueuedWrite> batch)
    {
        if (batch.Count == 0) return;
        var ended = WriteTogether(batch, withSavepoints: false);
        if (ended == BatchEnd.Spoiled) ended = WriteTogether(batch, withSavepoints: true);
        if (ended != BatchEnd.Answered) WriteOneByOne(batch);
    }

    public void Dispose() => writer.Dispose();

    /// <summary>Answers all items, or fails as a whole with nothing written.</summary>
    private BatchEnd WriteTogether(IReadOnlyList<QueuedWrite> batch, bool withSavepoints)
    {
        try
        {
            writer.Begin();
        }
        catch (SqliteException failure)
        {
            foreach (var item in batch) item.Fail(SqliteFailure.Translate(failure));
            return BatchEnd.Answered;
        }

        var failures = new Exception?[batch.Count];
        if (!TryRunAll(batch, failures, withSavepoints))
        {
            writer.RollBack();
            return BatchEnd.Spoiled;
        }

        try
        {
            Commit();
        }
        catch (SqliteException)
        {
            writer.RollBack();
            return BatchEnd.Failed;
        }

        for (var index = 0; index < batch.Count; index++) AnswerItem(batch[index], failures[index]);
        return BatchEnd.Answered;
    }

    private bool TryRunAll(IReadOnlyList<QueuedWrite> batch, Exception?[] failures, bool withSavepoints)
    {
        try
        {
            for (var index = 0; index < batch.Count; index++)
            {
                var item = batch[index];
                if (withSavepoints || item.NeedsSavepoint) failures[index] = RunAlone(item);
                else if (!item.Run(writer)) return false;
            }

            return true;
        }
        catch (Exception failure) when (!withSavepoints || failure is SqliteException or TransactionSpoiledException)
        {
            return false;
        }
    }

    private void WriteOneByOne(IReadOnlyList<QueuedWrite> batch)
    {
        foreach (var item in batch)
        {
            try
            {
                writer.Begin();
                var failure = RunAlone(item);
                Commit();
                AnswerItem(item, failure);
            }
            catch (Exception failure) when (failure is SqliteException or TransactionSpoiledException)
            {
                writer.RollBack();
                item.Fail(SqliteFailure.Translate(failure.InnerException ?? failure));
            }
        }
    }

    /// <summary>Runs one item under a savepoint; its failure undoes only what it did itself.</summary>
    private Exception? RunAlone(QueuedWrite item)
    {
        writer.Save();
        try
        {
            if (item.Run(writer)) writer.Keep();
            else writer.Undo();
            return null;
        }
        catch (Exception failure)
        {
            // For some errors, such as a full disk, SQLite rolls the whole transaction back, the other items included.
            if (!writer.InTransaction) throw new TransactionSpoiledException(failure);
            writer.Undo();
            return failure;
        }
    }

    private void Commit()
    {
        AtPoint?.Invoke(CommitPoint.BeforeCommit);
        writer.Commit();
        Transactions++;
        AtPoint?.Invoke(CommitPoint.AfterCommit);
    }

    private static void AnswerItem(QueuedWrite item, Exception? failure)
    {
        if (failure is null) item.Answer();
        else item.Fail(SqliteFailure.Translate(failure));
    }

    private enum BatchEnd
    {
        Answered,

        /// <summary>An item left it so that it could not be committed.</summary>
        Spoiled,

        /// <summary>The commit itself failed.</summary>
        Failed,
    }

    /// <summary>The transaction cannot be kept, and no item of it alone is to blame.</summary>
    private sealed class TransactionSpoiledException(Exception cause) : Exception(cause.Message, cause);
}
