using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Core;

namespace Dhmad.Embedded;

/// <summary>A grain class: its name, what it implements, and how its objects are made.</summary>
internal sealed class GrainClass
{
    private readonly Type type;
    private readonly ParameterInfo[] own;
    private readonly ObjectFactory make;

    public GrainClass(Type type, TimeSpan collectionAge)
    {
        this.type = type;
        Interfaces = [.. type.GetInterfaces().Where(IsGrainInterface)];
        GrainType = GrainType.Create(NameOf(type));
        IdleBeats = IdleBeatsOf(type, collectionAge);
        Parameters = ConstructorOf(type).GetParameters();
        own = [.. Parameters.Where(IsOwn)];
        make = ActivatorUtilities.CreateFactory(type, [.. own.Select(parameter => parameter.ParameterType)]);
    }

    public GrainType GrainType { get; }

    public IReadOnlyList<Type> Interfaces { get; }

    /// <summary>The interface that the grain's own reference has.</summary>
    public Type MainInterface => Interfaces[0];

    /// <summary>What the constructor takes.</summary>
    public IReadOnlyList<ParameterInfo> Parameters { get; }

    /// <summary>How long an activation may be unused; null is for ever.</summary>
    public int? IdleBeats { get; }

    public override string ToString() => type.FullName!;

    /// <summary>Whether the type is an interface whose methods are calls to a grain.</summary>
    public static bool IsGrainInterface(Type type) =>
        type.IsInterface && type != typeof(IGrain) && type != typeof(IGrainWithStringKey)
        && typeof(IGrain).IsAssignableFrom(type);

    /// <summary>Makes the object and the states that are to be read before it activates.</summary>
    public (IGrainBase Grain, IReadOnlyList<IStorage> States) Make(Activation activation)
    {
        if (own.Length == 0) return ((IGrainBase)make(activation.ActivationServices, null), []);
        var given = Array.ConvertAll(own, parameter => Give(parameter, activation));
        return ((IGrainBase)make(activation.ActivationServices, given), [.. given.OfType<IStorage>()]);
    }

    private static bool IsOwn(ParameterInfo parameter) =>
        parameter.ParameterType == typeof(IGrainContext) || parameter.IsDefined(typeof(PersistentStateAttribute));

    private static object Give(ParameterInfo parameter, Activation activation)
    {
        if (parameter.GetCustomAttribute<PersistentStateAttribute>() is not { } state) return activation;
        var table = activation.ActivationServices.GetService<IGrainStateTable>()
            ?? throw new InvalidOperationException($"No {nameof(IGrainStateTable)} is registered to keep grain state.");
        var kept = typeof(PersistentState<>).MakeGenericType(parameter.ParameterType.GenericTypeArguments);
        return Activator.CreateInstance(kept, table, activation, state.StateName)!;
    }

    private static ConstructorInfo ConstructorOf(Type type) => type.GetConstructors() is [var only]
        ? only
        : throw new InvalidOperationException($"{type} must have exactly one public constructor to be a grain.");

    private static string NameOf(Type type)
    {
        if (type.GetCustomAttribute<GrainTypeAttribute>() is { } named) return named.Name;
        var name = type.Name.ToLowerInvariant();
        return name.Length > 5 && name.EndsWith("grain", StringComparison.Ordinal) ? name[..^5] : name;
    }

    private static int? IdleBeatsOf(Type type, TimeSpan collectionAge)
    {
        var own = type.GetCustomAttribute<CollectionAgeLimitAttribute>();
        if (type.IsDefined(typeof(KeepAliveAttribute)) || own is { AlwaysActive: true }) return null;
        var age = own?.Age ?? collectionAge;
        return age >= TimeSpan.FromMinutes(1)
            ? Heartbeat.Beats(age)
            : throw new InvalidOperationException($"{type}: activations must be kept for a minute at least.");
    }
}
