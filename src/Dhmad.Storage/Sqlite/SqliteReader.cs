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

    /// <summary>The <c>state</c> of those that exist, on one snapshot: what leads to them is read once.</summary>
    public Dictionary<string, byte[]> States(string[] escrowIds)
    {
        find ??= Prepare(Database.StateOfEscrow);
        var found = new Dictionary<string, byte[]>(escrowIds.Length, StringComparer.Ordinal);
        Begin();
        foreach (var id in escrowIds)
        {
            if (find.Text(id).First(row => row.Blob(0), out var state)) found[id] = state!;
        }

        End();
        return found;
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
