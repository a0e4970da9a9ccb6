using Dhmad.Storage.Sqlite.Commits;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Dhmad.Storage.Sqlite;

/// <summary>
/// The one writing connection, with its transaction and savepoint statements prepared once. Used by one thread.
/// </summary>
internal sealed class SqliteWriter : IDisposable
{
    private readonly Statement begin;
    private readonly Statement commit;
    private readonly Statement rollback;
    private readonly Statement save;
    private readonly Statement keep;
    private readonly Statement undo;
    private EscrowWriter? escrows;

    public SqliteWriter(SqliteConnection connection)
    {
        Connection = connection;
        begin = Prepare("BEGIN IMMEDIATE");
        commit = Prepare("COMMIT");
        rollback = Prepare("ROLLBACK");
        save = Prepare("SAVEPOINT item");
        keep = Prepare("RELEASE item");
        undo = Prepare("ROLLBACK TO item");
    }

    public SqliteConnection Connection { get; }

    /// <summary>Prepared when the first commit comes.</summary>
    public EscrowWriter Escrows => escrows ??= new EscrowWriter(this);

    /// <summary>
    /// False after an error, such as a full disk, for which SQLite itself rolls the whole transaction back.
    /// </summary>
    public bool InTransaction => raw.sqlite3_get_autocommit(Connection.Handle) == 0;

    public Statement Prepare(string sql) => new(Connection.Handle!, sql);

    public void Begin() => begin.Execute();

    public void Commit() => commit.Execute();

    public void RollBack()
    {
        if (InTransaction) rollback.Execute();
    }

    public void Save() => save.Execute();

    public void Keep() => keep.Execute();

    public void Undo()
    {
        undo.Execute();
        keep.Execute();
    }

    public void Dispose()
    {
        escrows?.Dispose();
        foreach (var statement in (Statement[])[begin, commit, rollback, save, keep, undo]) statement.Dispose();
        Connection.Dispose();
    }
}
