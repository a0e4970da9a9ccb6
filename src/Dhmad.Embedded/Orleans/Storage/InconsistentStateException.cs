namespace Orleans.Storage;

/// <summary>Grain state was changed by another since it was read; the activation ends after the request.</summary>
public class InconsistentStateException(string message, string? storedEtag, string? currentEtag)
    : OrleansException($"{message} Stored version: {storedEtag ?? "unknown"}, ours: {currentEtag ?? "none"}.")
{
    /// <summary>The version that is stored, if known.</summary>
    public string? StoredEtag { get; } = storedEtag;

    /// <summary>The version that was expected.</summary>
    public string? CurrentEtag { get; } = currentEtag;

    /// <summary>The activation whose own state it was.</summary>
    internal IGrainContext? Owner { get; init; }
}
