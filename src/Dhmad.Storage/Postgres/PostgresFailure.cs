using System.Net.Sockets;
using Npgsql;

namespace Dhmad.Storage.Postgres;

/// <summary>Which errors of PostgreSQL say that the machine is at fault, not the statement.</summary>
internal static class PostgresFailure
{
    /// <summary><c>idle_in_transaction_session_timeout</c>: the transaction is undone, the connection gone.</summary>
    private const string StoodStill = "25P03";

    /// <summary>The failure as callers know it; anything else stays what it is.</summary>
    public static Exception Translate(Exception failure) =>
        Reason(failure) is { } reason ? new DatabaseUnavailableException(reason, failure) : failure;

    /// <summary>
    /// Whether two writes met and this one lost, or it stood still for too long: nothing of it is written, and it may
    /// win when it runs again.
    /// </summary>
    public static bool IsRace(Exception failure) => failure is PostgresException
    {
        SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected
            or PostgresErrorCodes.UniqueViolation or StoodStill,
    };

    /// <summary>Whether somebody holds a row, or the line of other writes, for longer than is waited.</summary>
    public static bool IsHeld(Exception failure) =>
        failure is PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable };

    /// <summary>Whether a row was not as a statement expects it, or a table does not take one.</summary>
    public static bool IsRefusal(Exception failure) => failure is PostgresException { SqlState: var state } known
        && !IsConnectionLost(known) && state[..2] is "22" or "23" or "40";

    /// <summary>
    /// Whether the connection is gone, so that nobody knows what became of what was sent. A server that gives up says
    /// why (a full disk, for one), and may do so when the commit is already on the disk.
    /// </summary>
    public static bool IsConnectionLost(Exception failure) => failure switch
    {
        PostgresException { InvariantSeverity: "FATAL" or "PANIC" } => true,
        PostgresException => false,
        NpgsqlException or TimeoutException or IOException or SocketException or ObjectDisposedException => true,
        _ => false,
    };

    /// <summary>Whether the connection was found broken, and not given up after waiting for an answer.</summary>
    public static bool IsBrokenOff(Exception failure) => IsConnectionLost(failure)
        && failure is not (TimeoutException or ObjectDisposedException)
        && failure.InnerException is not TimeoutException;

    /// <summary>Whether the server is there and does not want us: waiting does not help.</summary>
    public static bool IsDenied(PostgresException failure) =>
        failure.SqlState is PostgresErrorCodes.InsufficientPrivilege || failure.SqlState[..2] is "28" or "3D";

    private static string? Reason(Exception failure) => failure switch
    {
        PostgresException known => Reason(known.SqlState),
        NpgsqlException or TimeoutException or IOException or SocketException => "The database cannot be reached.",
        ObjectDisposedException => "The database is closing.",
        _ => null,
    };

    private static string? Reason(string state) => state switch
    {
        PostgresErrorCodes.DiskFull => "The disk that holds the database is full.",
        PostgresErrorCodes.ReadOnlySqlTransaction => "The database cannot be written.",
        PostgresErrorCodes.FeatureNotSupported => "The database is a replica, or its tables just changed.",
        PostgresErrorCodes.InsufficientPrivilege => "The database's role may not do what Dhmad needs.",
        PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected =>
            "Too many writes change the same rows of the database.",
        StoodStill => "This process stood still while it wrote.",
        PostgresErrorCodes.QueryCanceled or PostgresErrorCodes.LockNotAvailable => "The database takes too long.",
        _ => state[..2] switch
        {
            "08" or "57" => "The database cannot be reached.",
            "28" or "3D" => "The database does not let Dhmad in.",
            "53" => "The database is out of memory or connections.",
            "58" or "XX" => "The database cannot be read or written.",
            _ => null,
        },
    };
}
