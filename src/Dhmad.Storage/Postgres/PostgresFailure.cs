using Npgsql;

namespace Dhmad.Storage.Postgres;

/// <summary>Which errors of PostgreSQL say that the machine is at fault, not the statement.</summary>
internal static class PostgresFailure
{
    /// <summary>The failure as callers know it; anything else stays what it is.</summary>
    public static Exception Translate(Exception failure) =>
        Reason(failure) is { } reason ? new DatabaseUnavailableException(reason, failure) : failure;

    /// <summary>
    /// Whether two writes met and this one lost: nothing of it is written, and it may win when it runs again.
    /// </summary>
    public static bool IsRace(Exception failure) => failure is PostgresException
    {
        SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected
            or PostgresErrorCodes.UniqueViolation,
    };

    /// <summary>Whether the server is gone, so that nobody knows what became of what was sent.</summary>
    public static bool IsConnectionLost(Exception failure) => failure switch
    {
        PostgresException { SqlState: var state } => state.StartsWith("57P", StringComparison.Ordinal),
        NpgsqlException or TimeoutException or IOException or ObjectDisposedException => true,
        _ => false,
    };

    private static string? Reason(Exception failure) => failure switch
    {
        PostgresException known => Reason(known.SqlState),
        NpgsqlException or TimeoutException or IOException => "The database cannot be reached.",
        _ => null,
    };

    private static string? Reason(string state) => state switch
    {
        PostgresErrorCodes.DiskFull => "The disk that holds the database is full.",
        PostgresErrorCodes.ReadOnlySqlTransaction => "The database cannot be written.",
        PostgresErrorCodes.InsufficientPrivilege => "The database's role may not do what Dhmad needs.",
        PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected =>
            "Too many writes change the same rows of the database.",
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
