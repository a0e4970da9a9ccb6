using System.Globalization;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Dhmad.Storage.Sqlite;

/// <summary>Opens connections with the settings everything here relies on.</summary>
internal static class SqliteConnections
{
    // Every commit that split a page walks the whole cache once (a split borrows the page number at 1 GiB, and what
    // lies behind the end of the file is dropped), so a larger one costs more than its misses do.
    private const int WriterCacheKiB = 8 * 1024;
    private const int ReaderCacheKiB = 8 * 1024;

    /// <summary>
    /// How many times longer than wanted the log of a server grows before its writing connection moves it alone.
    /// </summary>
    private const int LongestLog = 4;

    /// <summary>What the log shrinks to after a long read made it grow.</summary>
    private const int MaxIdleLogBytes = 64 << 20;

    /// <summary>WAL with a flush at each commit: what was answered survives a power cut.</summary>
    public static SqliteConnection OpenWriter(SqliteOptions options) =>
        Open(
            options,
            options.Role == DatabaseRole.Reader ? SqliteOpenMode.ReadWrite : SqliteOpenMode.ReadWriteCreate,
            $"""
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = FULL;
            PRAGMA recursive_triggers = ON;
            PRAGMA temp_store = MEMORY;
            PRAGMA cache_size = -{WriterCacheKiB};
            PRAGMA wal_autocheckpoint = {CheckpointsOf(options)};
            PRAGMA journal_size_limit = {MaxIdleLogBytes};
            """);

    /// <summary>A connection that refuses to write.</summary>
    public static SqliteConnection OpenReader(SqliteOptions options) =>
        Open(options, SqliteOpenMode.ReadWrite, $"PRAGMA query_only = ON; PRAGMA cache_size = -{ReaderCacheKiB};");

    /// <summary>Runs a statement that needs no parameters and gives no rows.</summary>
    public static void Run(SqliteConnection connection, string sql)
    {
        var code = raw.sqlite3_exec(connection.Handle!, sql);
        if (code != raw.SQLITE_OK) SqliteException.ThrowExceptionForRC(code, connection.Handle!);
    }

    private static int CheckpointsOf(SqliteOptions options) =>
        options.Role == DatabaseRole.Server ? LongestLog * options.CheckpointPages : options.CheckpointPages;

    private static SqliteConnection Open(SqliteOptions options, SqliteOpenMode mode, string settings)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = options.Path,
            Mode = mode,
            Pooling = false,
            ForeignKeys = true,
            DefaultTimeout = (int)Math.Ceiling(options.BusyTimeout.TotalSeconds),
        }.ToString());
        try
        {
            connection.Open();
            var busy = options.BusyTimeout.TotalMilliseconds.ToString("F0", CultureInfo.InvariantCulture);
            Run(connection, $"PRAGMA busy_timeout = {busy};{settings}");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
