namespace Orleans;

/// <summary>Why an activation ended. Never branch on it: hosts differ in which they give.</summary>
public enum DeactivationReasonCode : byte
{
    /// <summary>Not said.</summary>
    None,

    /// <summary>The host is stopping.</summary>
    ShuttingDown,

    /// <summary>Activating it failed.</summary>
    ActivationFailed,

    /// <summary>The directory of a cluster failed; never given by this host.</summary>
    DirectoryFailure,

    /// <summary>It was not used for the collection age.</summary>
    ActivationIdle,

    /// <summary>It did not answer; never given by this host.</summary>
    ActivationUnresponsive,

    /// <summary>Another activation of the grain exists; never given by this host.</summary>
    DuplicateActivation,

    /// <summary>A request did not fit the class; never given by this host.</summary>
    IncompatibleRequest,

    /// <summary>The grain failed, for instance because its state was changed by another.</summary>
    ApplicationError,

    /// <summary>The grain asked for it.</summary>
    ApplicationRequested,

    /// <summary>It moved elsewhere; never given by this host.</summary>
    Migrating,

    /// <summary>The runtime asked for it; never given by this host.</summary>
    RuntimeRequested,

    /// <summary>Memory ran short; never given by this host.</summary>
    HighMemoryPressure,
}
