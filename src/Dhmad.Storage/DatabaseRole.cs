namespace Dhmad.Storage;

/// <summary>Who opens a database, which decides what it may do there.</summary>
public enum DatabaseRole
{
    /// <summary>
    /// Hosts grains; applies migrations. On SQLite it holds the file's lock for its life, and a second one is refused.
    /// </summary>
    Server,

    /// <summary>
    /// A command such as seeding, let in beside a server; applies migrations only when no server runs.
    /// </summary>
    Command,

    /// <summary>Reads only, such as the proof; refuses a schema that is not the present one.</summary>
    Reader,
}
