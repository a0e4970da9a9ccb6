using Npgsql;

namespace Dhmad.Storage.Postgres;

/// <summary>
/// Hears that the server gave up waiting for its synchronous replica, as it does when a command takes too long: what
/// was written is on its own disk, answered as if the replica had it, and gone if the replica takes over. The server
/// tells that in a warning only.
/// </summary>
internal sealed class ReplicaWait : IDisposable
{
    private readonly NpgsqlConnection connection;
    private bool wasGivenUp;

    public ReplicaWait(NpgsqlConnection connection)
    {
        this.connection = connection;
        connection.Notice += Hear;
    }

    /// <exception cref="TimeoutException">It did: the outcome is as unknown as when the connection broke.</exception>
    public void ThrowIfGivenUp()
    {
        if (wasGivenUp) throw new TimeoutException("The server gave up waiting for its synchronous replica.");
    }

    public void Dispose() => connection.Notice -= Hear;

    private void Hear(object sender, NpgsqlNoticeEventArgs args) =>
        wasGivenUp |= args.Notice.SqlState == PostgresErrorCodes.Warning;
}
