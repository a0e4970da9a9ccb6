using Microsoft.Data.Sqlite;
using Microsoft.Win32.SafeHandles;
using SQLitePCL;

namespace Dhmad.Storage.Sqlite;

/// <summary>
/// Moves the log into the file on a thread of its own, so that no commit waits for it. What was written meanwhile,
/// which is little, the writing thread moves itself; then the log starts anew.
/// </summary>
internal sealed class Checkpointer : IDisposable
{
    private readonly SqliteConnection own;
    private readonly int pages;

    // Kept until nothing writes any more: closing it drops all locks on the file that this process has.
    private readonly SafeFileHandle file;
    private readonly SemaphoreSlim wanted = new(0);
    private readonly Thread thread;
    private volatile Stage stage;
    private volatile bool isClosing;
    private long movedFrom;

    /// <param name="pages">Length of the log from which on it is moved.</param>
    public Checkpointer(SqliteConnection own, int pages)
    {
        (this.own, this.pages) = (own, pages);
        file = File.OpenHandle(
            own.DataSource, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        thread = new Thread(MoveUntilEnd) { IsBackground = true, Name = "checkpoints" };
        thread.Start();
    }

    private enum Stage
    {
        /// <summary>The log is short, or grows.</summary>
        Resting,

        /// <summary>The other thread is at it.</summary>
        Moving,

        /// <summary>The rest is the writing thread's, until no reader needs the log any more.</summary>
        Ending,
    }

    /// <summary>Called by the writing thread after each batch, outside of a transaction.</summary>
    public void AfterBatch(SqliteConnection writer)
    {
        if (stage == Stage.Ending)
        {
            if (Move(writer) < pages) stage = Stage.Resting;
        }
        else if (stage == Stage.Resting && Written(writer) - movedFrom >= pages)
        {
            movedFrom = Written(writer);
            stage = Stage.Moving;
            wanted.Release();
        }
    }

    public void Dispose()
    {
        isClosing = true;
        wanted.Release();
        thread.Join();
        own.Dispose();
        file.Dispose();
        wanted.Dispose();
    }

    private void MoveUntilEnd()
    {
        while (true)
        {
            wanted.Wait();
            if (isClosing) return;
            Move(own);
            Flush();
            stage = Stage.Ending;
        }
    }

    /// <summary>
    /// SQLite flushes the file only at the end of the log, which the writing thread moves: there is little left then.
    /// </summary>
    private void Flush()
    {
        try
        {
            RandomAccess.FlushToDisk(file);
        }
        catch (IOException)
        {
            // The writing thread's flush will fail as well, and all stays in the log.
        }
    }

    /// <summary>
    /// Never waits for readers or the writer. A failure, such as a full disk, loses nothing: all stays in the log.
    /// </summary>
    /// <returns>Pages in the log, moved or not; 0 when it failed.</returns>
    private static int Move(SqliteConnection connection)
    {
        var code = raw.sqlite3_wal_checkpoint_v2(
            connection.Handle!, "main", raw.SQLITE_CHECKPOINT_PASSIVE, out var log, out _);
        return code == raw.SQLITE_OK ? log : 0;
    }

    /// <summary>Pages that a connection wrote into the log so far.</summary>
    private static long Written(SqliteConnection connection)
    {
        _ = raw.sqlite3_db_status(connection.Handle!, raw.SQLITE_DBSTATUS_CACHE_WRITE, out var now, out _, 0);
        return now;
    }
}
