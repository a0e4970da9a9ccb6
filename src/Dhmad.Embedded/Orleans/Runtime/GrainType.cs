namespace Orleans.Runtime;

/// <summary>The name of a kind of grain, for instance <c>escrow</c>.</summary>
public readonly record struct GrainType
{
    /// <summary>The kind of grain with this name.</summary>
    public GrainType(IdSpan id) => Value = id;

    /// <summary>The name.</summary>
    public IdSpan Value { get; }

    /// <summary>The kind of grain with this name.</summary>
    public static GrainType Create(string value) => new(IdSpan.Create(value));

    /// <summary>The name.</summary>
    public override string ToString() => Value.ToString();
}
