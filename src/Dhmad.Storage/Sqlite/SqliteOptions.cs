namespace Dhmad.Storage.Sqlite;

/// <summary>How a SQLite file is opened.</summary>
/// <param name="Path">The database file; its folder is made when missing.</param>
public sealed record SqliteOptions(string Path)
{
    public DatabaseRole Role { get; init; } = DatabaseRole.Server;

    /// <summary>Connections that read at once.</summary>
    public int Readers { get; init; } = 4;

    /// <summary>Writes that may wait; one more is refused.</summary>
    public int MaxWaiting { get; init; } = 4096;

    /// <summary>Writes in one transaction.</summary>
    public int MaxBatchItems { get; init; } = 256;

    /// <summary>Bytes of states, events and answers in one transaction, unless one write alone has more.</summary>
    public int MaxBatchBytes { get; init; } = 1 << 20;

    /// <summary>How long to wait for another process that is writing.</summary>
    public TimeSpan BusyTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Length of the write-ahead log, in pages of 4 KiB, from which on it is moved into the file.</summary>
    public int CheckpointPages { get; init; } = 16_000;
}
