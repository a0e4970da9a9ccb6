namespace Orleans;

/// <summary>The grain type's name; without it the class name in lower case less <c>Grain</c>. Reminder rows carry it.
/// </summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class GrainTypeAttribute(string grainType) : Attribute
{
    internal string Name { get; } = grainType;
}
