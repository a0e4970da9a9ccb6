namespace Orleans.Runtime;

/// <summary>Marks the constructor parameter that takes the state of this name.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class PersistentStateAttribute(string stateName, string? storageName = null) : Attribute
{
    /// <summary>Names the row together with the key, whatever the class: it must carry the grain's name.</summary>
    public string StateName { get; } = stateName;

    /// <summary>Which storage; this host has one, so it is not used.</summary>
    public string? StorageName { get; } = storageName;
}
