namespace Dhmad.Storage;

/// <summary>Where a crash makes a difference.</summary>
internal enum CommitPoint
{
    /// <summary>Everything is judged, nothing is durable.</summary>
    BeforeCommit,

    /// <summary>Durable, nobody was told.</summary>
    AfterCommit,
}
