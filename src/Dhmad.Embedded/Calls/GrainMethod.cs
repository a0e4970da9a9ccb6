using System.Linq.Expressions;
using System.Reflection;
using Orleans.Concurrency;

namespace Dhmad.Embedded;

/// <summary>A method of a grain interface: how its calls queue, how long callers wait, and how it is invoked.</summary>
internal abstract class GrainMethod
{
    private readonly MethodInfo method;
    private readonly Lazy<Func<object, object?[], Task>> invoke;

    protected GrainMethod(MethodInfo method)
    {
        this.method = method;
        invoke = new(Compile);
        AlwaysInterleave = method.IsDefined(typeof(AlwaysInterleaveAttribute));
        ReadOnly = method.IsDefined(typeof(ReadOnlyAttribute));
        OneWay = method.IsDefined(typeof(OneWayAttribute));
        Timeout = method.GetCustomAttribute<ResponseTimeoutAttribute>()?.Timeout;
        TokenAt = Array.FindIndex(method.GetParameters(), p => p.ParameterType == typeof(CancellationToken));
        ReturnsValueTask = method.ReturnType.IsValueType;
        SpanName = $"{GrainInterface}/{Name}";
    }

    public string GrainInterface => method.DeclaringType!.Name;

    public string Name => method.Name;

    /// <summary>What a call of it is called in traces.</summary>
    public string SpanName { get; }

    public bool AlwaysInterleave { get; }

    public bool ReadOnly { get; }

    public bool OneWay { get; }

    /// <summary>How long callers wait, when not the host's limit.</summary>
    public TimeSpan? Timeout { get; }

    protected int TokenAt { get; }

    protected bool ReturnsValueTask { get; }

    public override string ToString() => $"{GrainInterface}.{Name}";

    /// <summary>Sends a call and returns the task that the method's signature promises.</summary>
    public abstract object Send(EmbeddedGrains grains, GrainId grain, object?[] arguments);

    public Task Invoke(object grain, object?[] arguments) => invoke.Value(grain, arguments)
        ?? throw new InvalidOperationException($"{this} returned null in place of a task.");

    /// <summary>The method as the host calls it; what no grain method may be is an
    /// <see cref="InvalidOperationException"/>.</summary>
    public static GrainMethod Of(MethodInfo method)
    {
        var returned = method.ReturnType;
        if (method.IsGenericMethod || method.GetParameters().Any(p => p.ParameterType.IsByRef))
            throw NotAGrainMethod(method, "is generic or takes a parameter by reference");
        if (returned == typeof(Task) || returned == typeof(ValueTask)) return new GrainMethod<Nothing>(method);
        var shape = returned.IsGenericType ? returned.GetGenericTypeDefinition() : null;
        if (shape != typeof(Task<>) && shape != typeof(ValueTask<>))
            throw NotAGrainMethod(method, "does not return a Task or ValueTask");
        var kind = typeof(GrainMethod<>).MakeGenericType(returned.GenericTypeArguments);
        return (GrainMethod)Activator.CreateInstance(kind, method)!;
    }

    private static InvalidOperationException NotAGrainMethod(MethodInfo method, string why) =>
        new($"{method.DeclaringType}.{method.Name} cannot be a grain method: it {why}.");

    // Compiled and not reflected: the call costs nanoseconds and the grain's exception arrives unwrapped.
    private Func<object, object?[], Task> Compile()
    {
        var grain = Expression.Parameter(typeof(object));
        var arguments = Expression.Parameter(typeof(object?[]));
        var values = method.GetParameters().Select((parameter, index) => Expression.Convert(
            Expression.ArrayIndex(arguments, Expression.Constant(index)), parameter.ParameterType));
        Expression call = Expression.Call(Expression.Convert(grain, method.DeclaringType!), method, values);
        if (ReturnsValueTask) call = Expression.Call(call, nameof(ValueTask.AsTask), null);
        return Expression.Lambda<Func<object, object?[], Task>>(call, grain, arguments).Compile();
    }
}
