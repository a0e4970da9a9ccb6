namespace Dhmad.Storage.Sqlite;

/// <summary>Where a crash makes a difference.</summary>
internal enum CommitPoint
{
    /// <summary>All statements ran, nothing is durable.</summary>
    BeforeCommit,

    /// <summary>Durable, nobody was told.</summary>
    AfterCommit,
}
