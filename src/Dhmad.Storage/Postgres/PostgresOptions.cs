namespace Dhmad.Storage.Postgres;

/// <summary>How a PostgreSQL database is opened.</summary>
/// <param name="ConnectionString">As Npgsql reads it: <c>Host=...;Database=...;Username=...;Password=...</c>.</param>
public sealed record PostgresOptions(string ConnectionString)
{
    public DatabaseRole Role { get; init; } = DatabaseRole.Server;

    /// <summary>
    /// 16 hexadecimal characters by which the server knows all connections of this process; "" for a process that is
    /// never active.
    /// </summary>
    public string Process { get; init; } = "";

    /// <summary>Connections that commit escrows: one writes while another waits for its flush.</summary>
    public int Committers { get; init; } = 2;

    /// <summary>Connections for all other writes.</summary>
    public int Writers { get; init; } = 12;

    /// <summary>Connections that read at once.</summary>
    public int Readers { get; init; } = 12;

    /// <summary>Commits that may wait; one more is refused.</summary>
    public int MaxWaiting { get; init; } = 4096;

    /// <summary>Commits in one transaction.</summary>
    public int MaxBatchItems { get; init; } = 256;

    /// <summary>Bytes of states, events and answers in one transaction, unless one commit alone has more.</summary>
    public int MaxBatchBytes { get; init; } = 1 << 20;

    /// <summary>How long to wait for a connection, a free one included.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long to wait for the answer to a statement.</summary>
    public TimeSpan CommandTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// How long a batch of commits waits for a row, or for the line of other writes. Others hold one for the time of a
    /// flush; all that came meanwhile waits behind it.
    /// </summary>
    public TimeSpan LockLimit { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a transaction, or the head of the waiting line, may say nothing before the server ends it.
    /// </summary>
    public TimeSpan SilenceLimit { get; init; } = TimeSpan.FromSeconds(10);
}
