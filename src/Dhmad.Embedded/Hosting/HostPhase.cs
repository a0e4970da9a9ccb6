namespace Dhmad.Embedded;

/// <summary>Whether calls are taken: none, all, or only those that running requests make.</summary>
internal enum HostPhase
{
    Stopped,
    Running,
    Stopping,
}
