using System.Reflection;
using Dhmad.Embedded;

namespace Orleans.Runtime;

/// <summary>Names a grain and sends grains to it; it holds nothing of the grain.</summary>
public class GrainReference : DispatchProxy, IAddressable, IEquatable<GrainReference>
{
    private EmbeddedGrains? grains;

    /// <summary>Which grain this names.</summary>
    public GrainId GrainId { get; private set; }

    /// <summary>Whether both name the same grain, through whatever interface.</summary>
    public bool Equals(GrainReference? other) => other is not null && GrainId == other.GrainId;

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as GrainReference);

    /// <inheritdoc />
    public override int GetHashCode() => GrainId.GetHashCode();

    /// <inheritdoc />
    public override string ToString() => GrainId.ToString();

    /// <inheritdoc />
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        grains!.Call(GrainId, targetMethod!, args!);

    /// <summary>A copy of this reference that names another grain, cheaper than making a proxy.</summary>
    internal GrainReference For(EmbeddedGrains hosted, GrainId id)
    {
        var copy = (GrainReference)MemberwiseClone();
        copy.grains = hosted;
        copy.GrainId = id;
        return copy;
    }

    /// <summary>The same grain through another interface.</summary>
    internal GrainReference Through(Type grainInterface) => grains!.Reference(grainInterface, GrainId);
}
