using Microsoft.Data.Sqlite;

namespace Dhmad.Storage.Sqlite;

/// <summary>
/// A connection that reads, with what it runs all the time prepared once. Used by one caller at a time.
/// </summary>
internal sealed class SqliteReader : IDisposable
{
    private readonly Statement begin;
    private readonly Statement end;
    private Statement? find;

    public SqliteReader(SqliteOptions options)
    {
        Connection = SqliteConnections.OpenReader(options);
        begin = Prepare("BEGIN");
        end = Prepare("COMMIT");
    }

    public SqliteConnection Connection { get; }

    /// <summary>From here on it sees one snapshot.</summary>
    public void Begin() => begin.Execute();

    public void End() => end.Execute();

    /// <summary>An escrow's <c>state</c>, or null when there is none; one statement is a snapshot of its own.</summary>
    public byte[]? State(string escrowId)
    {
        find ??= Prepare(Database.StateOfEscrow);
        find.Text(escrowId).First(row => row.Blob(0), out var state);
        return state;
    }

    public void Dispose()
    {
        begin.Dispose();
        end.Dispose();
        find?.Dispose();
        Connection.Dispose();
    }

    private Statement Prepare(string sql) => new(Connection.Handle!, sql);
}
