namespace Orleans.Core;

/// <summary>Reads, writes and clears one row of grain state.</summary>
public interface IStorage
{
    /// <summary>The version last read or written; null when there never was a row.</summary>
    string? Etag { get; }

    /// <summary>Whether the state is stored.</summary>
    bool RecordExists { get; }

    /// <summary>Reads the row again, dropping what is in memory.</summary>
    Task ReadStateAsync();

    /// <summary>Writes the state; a version other than the one last seen is an
    /// <see cref="Storage.InconsistentStateException"/>.</summary>
    Task WriteStateAsync();

    /// <summary>Clears the row; versions go on from where they were.</summary>
    Task ClearStateAsync();

    /// <summary>As without the token.</summary>
    Task ReadStateAsync(CancellationToken cancellationToken) => ReadStateAsync();

    /// <summary>As without the token.</summary>
    Task WriteStateAsync(CancellationToken cancellationToken) => WriteStateAsync();

    /// <summary>As without the token.</summary>
    Task ClearStateAsync(CancellationToken cancellationToken) => ClearStateAsync();
}
