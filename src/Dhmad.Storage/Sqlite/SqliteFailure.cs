using Microsoft.Data.Sqlite;

namespace Dhmad.Storage.Sqlite;

/// <summary>Which errors of SQLite say that the machine is at fault, not the statement.</summary>
internal static class SqliteFailure
{
    private const int Busy = 5, Locked = 6, NoMemory = 7, ReadOnly = 8, Interrupted = 9, Input = 10, Corrupt = 11,
        Full = 13, CannotOpen = 14, Protocol = 15, NotADatabase = 26;

    /// <summary>The failure as callers know it; anything else stays what it is.</summary>
    public static Exception Translate(Exception failure) =>
        failure is SqliteException sqlite && Reason(sqlite.SqliteErrorCode) is { } reason
            ? new DatabaseUnavailableException(reason, failure)
            : failure;

    private static string? Reason(int code) => code switch
    {
        Full => "The disk that holds the database is full.",
        Busy or Locked or Protocol => "Another process holds the database.",
        NoMemory => "The database is out of memory.",
        ReadOnly => "The database cannot be written.",
        Input or CannotOpen or Interrupted => "The database cannot be read or written.",
        Corrupt or NotADatabase => "The database file is damaged, or is no database.",
        _ => null,
    };
}
