using System.Collections.Frozen;
using System.Reflection;

namespace Dhmad.Embedded;

/// <summary>The grain classes of the host, found in the assemblies it was given.</summary>
internal sealed class GrainClasses
{
    private readonly FrozenDictionary<GrainType, GrainClass> byType;

    /// <summary>Finds the classes; one that cannot be hosted is an <see cref="InvalidOperationException"/>.</summary>
    public GrainClasses(IEnumerable<Assembly> assemblies, TimeSpan collectionAge)
    {
        var found = assemblies.Distinct().SelectMany(assembly => assembly.GetTypes()).Where(IsGrainClass)
            .Select(type => new GrainClass(type, collectionAge)).ToLookup(known => known.GrainType);
        if (found.FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new InvalidOperationException($"One grain type, \"{twice.Key}\": {string.Join(", ", twice)}.");
        byType = found.ToFrozenDictionary(same => same.Key, same => same.Single());
    }

    public int Count => byType.Count;

    public IEnumerable<GrainClass> All => byType.Values;

    /// <summary>The class of this type, or an <see cref="ArgumentException"/>.</summary>
    public GrainClass Of(GrainType type) => byType.GetValueOrDefault(type)
        ?? throw new ArgumentException($"No grain class has the type \"{type}\".");

    /// <summary>The one class that implements the interface, or an <see cref="ArgumentException"/>.</summary>
    public GrainClass Implementing(Type grainInterface, string? classNamePrefix)
    {
        var implementing = byType.Values.Where(known => known.Interfaces.Contains(grainInterface)).ToList();
        if (classNamePrefix is not null)
            implementing.RemoveAll(known => !known.ToString().StartsWith(classNamePrefix, StringComparison.Ordinal));
        return implementing is [var only]
            ? only
            : throw new ArgumentException($"{grainInterface} is implemented by {implementing.Count} grain classes.");
    }

    private static bool IsGrainClass(Type type) =>
        type is { IsClass: true, IsAbstract: false, IsGenericTypeDefinition: false }
        && typeof(IGrainBase).IsAssignableFrom(type)
        && type.GetInterfaces().Any(GrainClass.IsGrainInterface);
}
