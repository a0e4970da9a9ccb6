using Dhmad.Storage.Sqlite.Commits;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Dhmad.Storage.Sqlite;

/// <summary>
/// The one writing connection, with its transaction and savepoint statements prepared once. Used by one thread.
/// </summary>
internal sealed class SqliteWriter : IDisposable
{
    private readonly Statement _begin;
    private readonly Statement _commit;
    private readonly Statement _rollback;
    private readonly Statement _save;
    private readonly Statement _keep;
    private readonly Statement _undo;
    private EscrowWriter? _escrows;

    public SqliteWriter(SqliteConnection connection)
    {
        Connection = connection;
        _begin = Prepare("BEGIN IMMEDIATE");
        _commit = Prepare("COMMIT");
        _rollback = Prepare("ROLLBACK");
        _save = Prepare("SAVEPOINT item");
        _keep = Prepare("RELEASE item");
        _undo = Prepare("ROLLBACK TO item");
    }

    public SqliteConnection Connection { get; }

    /// <summary>Prepared when the first commit comes.</summary>
    public EscrowWriter Escrows => _escrows ??= new EscrowWriter(this);

    /// <summary>
    /// False after an error, such as a full disk, for which SQLite itself rolls the whole transaction back.
    /// </summary>
    public bool InTransaction => raw.sqlite3_get_autocommit(Connection.Handle) == 0;

    public Statement Prepare(string sql) => new(Connection.Handle!, sql);

    public void Begin() => _begin.Execute();

    public void Commit() => _commit.Execute();

    public void RollBack()
    {
        if (InTransaction) _rollback.Execute();
    }

    public void Save() => _save.Execute();

    public void Keep() => _keep.Execute();

    public void Undo()
    {
        _undo.Execute();
        _keep.Execute();
    }

    public void Dispose()
    {
        _escrows?.Dispose();
        foreach (var statement in (Statement[])[_begin, _commit, _rollback, _save, _keep, _undo]) statement.Dispose();
        Connection.Dispose();
    }
}
