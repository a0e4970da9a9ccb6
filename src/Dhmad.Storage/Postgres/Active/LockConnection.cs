using System.Globalization;
using Dapper;
using Npgsql;

namespace Dhmad.Storage.Postgres.Active;

/// <summary>
/// The connection that holds the lock or waits for it. The server lets the lock go with the connection, and sees a
/// killed process's connections close at once. It is used by one thread, which waits for each answer.
/// </summary>
internal sealed class LockConnection : IDisposable
{
    /// <summary>The lock's number, anything but small: other programs may use the same database.</summary>
    public const long Number = 0x44686d61_64000003;

    // A lock's number is shown in two halves; 1 says that it was given as one.
    public const string FindHolder =
        $"""
        SELECT holder.pid AS Pid, holder.backend_start::text AS Began,
            coalesce(substring(holder.application_name FROM '{PostgresConnections.ProcessPattern}'), '') AS Process,
            holder.pid || ' ' || holder.state_change AS Sign
        FROM pg_locks held JOIN pg_stat_activity holder USING (pid)
        WHERE held.locktype = 'advisory' AND held.granted AND held.objsubid = 1
            AND (held.classid::bigint << 32 | held.objid::bigint) = @number
            AND held.database = (SELECT oid FROM pg_database WHERE datname = current_database())
        """;

    private const string EndHolder =
        $"""
        SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
        WHERE pid <> pg_backend_pid()
            AND (pid = @Pid AND backend_start::text = @Began
                OR @Process <> '' AND datname = current_database()
                    AND substring(application_name FROM '{PostgresConnections.ProcessPattern}') = @Process)
        """;

    private static readonly string Take = string.Create(
        CultureInfo.InvariantCulture, $"SELECT pg_try_advisory_lock({Number})");

    private readonly NpgsqlConnection connection;

    private LockConnection(NpgsqlConnection connection) => this.connection = connection;

    public static LockConnection Open(NpgsqlDataSource source) => new(source.OpenConnection());

    /// <summary>False while another holds it.</summary>
    public bool TryTake() => connection.ExecuteScalar<bool>(Take);

    /// <summary>A sign of life: returns when the server has answered, and with it has noted the time.</summary>
    public void Beat() => connection.Execute("SELECT 1");

    /// <summary>Null when nobody holds the lock any more.</summary>
    public LockHolder? Find() =>
        connection.QueryFirstOrDefault<LockHolder>(FindHolder, new { number = Number });

    /// <summary>Ends all connections of the holder's process, so that whatever they were in the middle of is undone.
    /// </summary>
    /// <returns>How many there were.</returns>
    public long End(LockHolder holder) => connection.ExecuteScalar<long>(EndHolder, holder);

    public void Dispose() => connection.Dispose();
}
