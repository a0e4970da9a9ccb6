using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Dhmad.Storage.Sqlite;

/// <summary>
/// A statement prepared once and run many times, without a command's overhead: this is the commit queue's hot path.
/// Parameters are bound in order, first to last, before each run.
/// </summary>
internal sealed class Statement : IDisposable
{
    private const int ShortText = 64;
    private const int MaxBytesOfChar = 3;
    private const int UuidLength = 36;

    private readonly sqlite3 database;
    private readonly sqlite3_stmt statement;
    private int bound;

    public Statement(sqlite3 database, string sql)
    {
        this.database = database;
        SqliteException.ThrowExceptionForRC(
            raw.sqlite3_prepare_v3(database, sql, raw.SQLITE_PREPARE_PERSISTENT, out statement), database);
    }

    public Statement Text(string? value)
    {
        if (value is not { Length: > 0 and <= ShortText }) return LongText(value);
        Span<byte> bytes = stackalloc byte[ShortText * MaxBytesOfChar];
        var length = Encoding.UTF8.GetBytes(value, bytes);
        Check(raw.sqlite3_bind_text(statement, ++bound, bytes[..length]));
        return this;
    }

    /// <summary>As lower-case text.</summary>
    public Statement Text(Guid value)
    {
        Span<byte> bytes = stackalloc byte[UuidLength];
        value.TryFormat(bytes, out _);
        Check(raw.sqlite3_bind_text(statement, ++bound, bytes));
        return this;
    }

    public Statement Number(long? value)
    {
        if (value is null) return Null();
        Check(raw.sqlite3_bind_int64(statement, ++bound, value.Value));
        return this;
    }

    /// <summary>As unix milliseconds.</summary>
    public Statement Time(DateTimeOffset? value) => Number(value?.ToUnixTimeMilliseconds());

    public Statement Blob(ReadOnlySpan<byte> value)
    {
        Check(raw.sqlite3_bind_blob(statement, ++bound, value));
        return this;
    }

    public Statement Null()
    {
        Check(raw.sqlite3_bind_null(statement, ++bound));
        return this;
    }

    /// <summary>Runs it to its end and tells how many rows it changed.</summary>
    public int Execute()
    {
        try
        {
            Step();
            return raw.sqlite3_changes(database);
        }
        finally
        {
            Reset();
        }
    }

    /// <summary>Runs an insert of one row; false when the row was there already.</summary>
    /// <param name="number">The new row's number, which is its integer key.</param>
    public bool TryInsert(out long number)
    {
        var isNew = Execute() == 1;
        number = isNew ? raw.sqlite3_last_insert_rowid(database) : 0;
        return isNew;
    }

    /// <summary>Reads its first row, given something that the reading needs. False: there was none.</summary>
    public bool First<TGiven, T>(TGiven given, Func<TGiven, Row, T> read, out T? value)
    {
        try
        {
            var found = Step();
            value = found ? read(given, new Row(statement)) : default;
            return found;
        }
        finally
        {
            Reset();
        }
    }

    /// <summary>
    /// Reads its first row, whose columns go through <paramref name="read"/>. False: there was none.
    /// </summary>
    public bool First<T>(Func<Row, T> read, out T? value) => First(read, static (read, row) => read(row), out value);

    public void Dispose() => statement.Dispose();

    private Statement LongText(string? value)
    {
        if (value is null) return Null();
        Check(raw.sqlite3_bind_text(statement, ++bound, value));
        return this;
    }

    private bool Step()
    {
        var code = raw.sqlite3_step(statement);
        if (code == raw.SQLITE_ROW) return true;
        if (code != raw.SQLITE_DONE) SqliteException.ThrowExceptionForRC(code, database);
        return false;
    }

    private void Reset()
    {
        // The code repeats the step's error, which was thrown already.
        _ = raw.sqlite3_reset(statement);
        bound = 0;
    }

    private void Check(int code)
    {
        if (code == raw.SQLITE_OK) return;
        bound = 0;
        SqliteException.ThrowExceptionForRC(code, database);
    }

    /// <summary>Columns of the present row, from 0.</summary>
    internal readonly struct Row(sqlite3_stmt statement)
    {
        public string Text(int column) => raw.sqlite3_column_text(statement, column).utf8_to_string();

        public string? TextOrNull(int column) => IsNull(column) ? null : Text(column);

        /// <summary>What the column holds: the given text itself when it is the same.</summary>
        public string? TextOr(int column, string? likely) =>
            likely is { Length: > 0 } && Ascii.Equals(raw.sqlite3_column_blob(statement, column), likely)
                ? likely
                : TextOrNull(column);

        public long Number(int column) => raw.sqlite3_column_int64(statement, column);

        public long? NumberOrNull(int column) => IsNull(column) ? null : Number(column);

        public byte[] Blob(int column) => raw.sqlite3_column_blob(statement, column).ToArray();

        private bool IsNull(int column) => raw.sqlite3_column_type(statement, column) == raw.SQLITE_NULL;
    }
}
