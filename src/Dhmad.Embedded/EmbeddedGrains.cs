using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Dhmad.Embedded;

/// <summary>Hosts grains in this process: it knows their activations and brings calls to them. Arguments and results
/// are handed on as they are, so messages must be immutable.</summary>
public sealed partial class EmbeddedGrains : IClusterClient, IDisposable
{
    /// <summary>By which name listeners find the spans of calls.</summary>
    public const string ActivitySourceName = "Dhmad.Embedded";

    private readonly ConcurrentDictionary<GrainId, Activation> activations = new();
    private readonly ConcurrentDictionary<Type, (GrainReference Reference, GrainType Type)> faces = new();
    private readonly ConcurrentDictionary<Type, GrainReference> proxies = new();
    private readonly ConcurrentDictionary<MethodInfo, GrainMethod> methods = new();
    private readonly EmbeddedGrainsOptions options;
    private readonly GrainClasses classes;
    private volatile HostPhase phase;

    /// <summary>Finds the grain classes; what cannot be hosted is an <see cref="InvalidOperationException"/>.</summary>
    internal EmbeddedGrains(
        EmbeddedGrainsOptions options, IServiceCollection registered, IServiceProvider services, ILogger log)
    {
        this.options = options;
        ServiceProvider = services;
        Log = log;
        classes = new GrainClasses(options.GrainAssemblies, options.CollectionAge);
        RefuseScoped(registered);
        foreach (var method in classes.All.SelectMany(known => known.Interfaces).Distinct().SelectMany(MethodsOf))
            methods[method] = GrainMethod.Of(method);
        GrainTime = TimeFor(TimeProviderNames.Grains);
        Heartbeat = new Heartbeat(options.HostTime, options.ResponseTimeout);
        var reminderTime = TimeFor(Orleans.Reminders.ReminderTimeProviderNames.Reminders);
        Reminders = new ReminderClock(this, services.GetService<IReminderTable>(), reminderTime, log);
    }

    /// <inheritdoc />
    public IServiceProvider ServiceProvider { get; }

    /// <summary>Whether calls are taken.</summary>
    public bool IsRunning => phase == HostPhase.Running;

    /// <summary>Whether no request runs or waits and no reminder is on its way: whoever moves time in a test waits for
    /// this before moving it on.</summary>
    public bool IsQuiet => Reminders.IsQuiet && activations.All(known => known.Value.IsQuiet);

    /// <summary>How many grains are in memory.</summary>
    public int ActivationCount => activations.Count;

    internal ILogger Log { get; }

    internal TimeProvider GrainTime { get; }

    internal Heartbeat Heartbeat { get; }

    internal Rounds Rounds { get; } = new();

    internal ReminderClock Reminders { get; }

    /// <inheritdoc />
    public TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey =>
        (TGrainInterface)(object)Reference(typeof(TGrainInterface), primaryKey, grainClassNamePrefix);

    /// <inheritdoc />
    public TGrainInterface GetGrain<TGrainInterface>(GrainId grainId)
        where TGrainInterface : IAddressable => (TGrainInterface)(object)Reference(typeof(TGrainInterface), grainId);

    /// <inheritdoc />
    public IGrain GetGrain(Type grainInterfaceType, string grainPrimaryKey) =>
        (IGrain)Reference(grainInterfaceType, grainPrimaryKey, null);

    /// <summary>A reference to the grain through an interface that its class implements.</summary>
    internal GrainReference Reference(Type grainInterface, GrainId grain)
    {
        if (string.IsNullOrWhiteSpace(grain.Key.ToString()))
            throw new ArgumentException("A grain's key must not be blank.");
        if (!Implements(grain.Type, grainInterface))
            throw new ArgumentException($"A grain of type {grain.Type} does not implement {grainInterface}.");
        return Proxy(grainInterface).For(this, grain);
    }

    internal bool Implements(GrainType type, Type grainInterface) =>
        classes.Of(type).Interfaces.Contains(grainInterface);

    /// <summary>Sends a call made through a reference; returns the task its method promises.</summary>
    internal object Call(GrainId grain, MethodInfo method, object?[] arguments) =>
        methods[method].Send(this, grain, arguments);

    /// <summary>Brings a request to the grain's activation, making one if there is none.</summary>
    internal void Deliver(GrainId grain, Request request)
    {
        if (!IsOpen)
        {
            request.Fail(NotRunning());
            return;
        }

        // One that has ended is replaced within moments.
        var spin = default(SpinWait);
        var activation = ActivationOf(grain);
        while (!activation.TryEnqueue(request))
        {
            spin.SpinOnce();
            activation = ActivationOf(grain);
        }

        if (phase == HostPhase.Stopped) activation.Abandon(NotRunning());
    }

    /// <summary>How a failure is logged: in one line where it is foreseen, otherwise whole.</summary>
    internal (string Why, Exception? Whole) Tell(Exception failure) =>
        options.Foreseen(failure) is { } why ? (why, null) : (failure.GetType().Name, failure);

    internal void Forget(Activation ended) => activations.TryRemove(new(ended.GrainId, ended));

    /// <summary>Puts a new activation in the place of one that has ended, if requests wait for it.</summary>
    internal void Replace(Activation ended, List<Request> waiting)
    {
        if (waiting.Count == 0)
        {
            Forget(ended);
            return;
        }

        var next = new Activation(this, classes.Of(ended.GrainId.Type), ended.GrainId);
        next.Inherit(waiting);
        activations[ended.GrainId] = next;
        next.Wake();
    }

    private bool IsOpen => phase switch
    {
        HostPhase.Running => true,
        HostPhase.Stopping => SynchronizationContext.Current is Activation,
        _ => false,
    };

    private Activation ActivationOf(GrainId grain) => activations.GetOrAdd(
        grain, static (id, grains) => new Activation(grains, grains.classes.Of(id.Type), id), this);

    private GrainReference Reference(Type grainInterface, string key, string? classNamePrefix)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(key);
        if (classNamePrefix is not null)
            return Reference(grainInterface, new GrainId(TypeOf(grainInterface, classNamePrefix), IdSpan.Create(key)));
        var (reference, type) = faces.GetOrAdd(
            grainInterface, static (known, grains) => (grains.Proxy(known), grains.TypeOf(known, null)), this);
        return reference.For(this, new GrainId(type, IdSpan.Create(key)));
    }

    private GrainType TypeOf(Type grainInterface, string? classNamePrefix) =>
        classes.Implementing(grainInterface, classNamePrefix).GrainType;

    private GrainReference Proxy(Type grainInterface) => proxies.GetOrAdd(
        grainInterface, static known => (GrainReference)DispatchProxy.Create(known, typeof(GrainReference)));

    private static IEnumerable<MethodInfo> MethodsOf(Type grainInterface) =>
        grainInterface.GetInterfaces().Append(grainInterface).SelectMany(one => one.GetMethods());

    // Grains are made from the root services: a scoped one would live as long as the process, unseen.
    private void RefuseScoped(IServiceCollection registered)
    {
        var scoped = registered.Where(service => service.Lifetime == ServiceLifetime.Scoped)
            .Select(service => service.ServiceType).ToHashSet();
        foreach (var known in classes.All)
        {
            if (known.Parameters.FirstOrDefault(parameter => scoped.Contains(parameter.ParameterType)) is { } found)
                throw new InvalidOperationException($"{known} injects {found.ParameterType}, which is scoped.");
        }
    }

    private TimeProvider TimeFor(string name) =>
        ServiceProvider.GetKeyedService<TimeProvider>(name)
        ?? ServiceProvider.GetService<TimeProvider>()
        ?? TimeProvider.System;

    private static SiloUnavailableException NotRunning() => new("The grains of this process are not running.");
}
