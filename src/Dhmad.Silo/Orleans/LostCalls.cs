using System.Diagnostics;
using System.Reflection;
using Dhmad.Domain;
using Dhmad.Grains;

namespace Dhmad.Silo;

/// <summary>
/// Makes a call again that got lost with its silo, where that is harmless: the grain is somewhere else a moment later.
/// What became of any other, only its caller can find out. Lost is what ends in a word of Orleans: no silo took it, the
/// one that had it is gone, or silos do not agree yet where the grain is. Grains say nothing in such words.
/// </summary>
internal sealed class LostCalls(DhmadSettings settings) : IOutgoingGrainCallFilter
{
    /// <summary>What it takes on a busy machine to find a silo dead that was silent for long enough.</summary>
    private static readonly TimeSpan AfterSilence = TimeSpan.FromSeconds(8);

    /// <summary>Less than a call may take: whoever called the caller waits no longer.</summary>
    private static readonly TimeSpan Longest = ClusterSilo.CallLimit - TimeSpan.FromSeconds(2);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>The call that is being made again, which nobody else makes again.</summary>
    private static readonly AsyncLocal<(GrainId Grain, MethodInfo Method)> Repeated = new();

    public Task Invoke(IOutgoingGrainCallContext context)
    {
        var isFirst = true;
        return RepeatAsync(
            LimitOf(settings.Cluster),
            async () =>
            {
                var call = isFirst ? context.Invoke() : CallAsync(context);
                isFirst = false;
                await call;
                return true;
            },
            mayRepeat: () => IsIdempotent(context) && Repeated.Value != (context.TargetId, context.InterfaceMethod));
    }

    /// <summary>For how long a lost call is made again: until its silo is found dead, which a setting defers.</summary>
    public static TimeSpan LimitOf(ClusterSettings cluster)
    {
        var found = TimeSpan.FromSeconds(cluster.SilenceSeconds) + AfterSilence;
        return found < Longest ? found : Longest;
    }

    /// <summary>Runs it until its calls are not lost, for so long after the first that is.</summary>
    public static async Task<T> RepeatAsync<T>(TimeSpan limit, Func<Task<T>> run, Func<bool> mayRepeat)
    {
        for (var firstLoss = 0L; ;)
        {
            try
            {
                return await run();
            }
            catch (OrleansException)
                when (mayRepeat() && (firstLoss == 0 || Stopwatch.GetElapsedTime(firstLoss) < limit))
            {
                if (firstLoss == 0) firstLoss = Stopwatch.GetTimestamp();
                await Task.Delay(Pause, TimeProvider.System);
            }
        }
    }

    /// <summary>
    /// A call of its own, with the arguments of the lost one. A context cannot be invoked twice once nobody waited for
    /// the first: it counts the filters that are under way, and would leave some out.
    /// </summary>
    private static async Task CallAsync(IOutgoingGrainCallContext context)
    {
        var (request, method) = (context.Request, context.InterfaceMethod);
        Repeated.Value = (context.TargetId, method);
        var arguments = new object?[request.GetArgumentCount()];
        for (var at = 0; at < arguments.Length; at++) arguments[at] = request.GetArgument(at);
        var call = (Task)method.Invoke(context.Grain, BindingFlags.DoNotWrapExceptions, null, arguments, null)!;
        await call;
        context.Result = method.ReturnType.GetProperty(nameof(Task<object>.Result))?.GetValue(call);
    }

    private static bool IsIdempotent(IOutgoingGrainCallContext context) =>
        context.InterfaceMethod.GetCustomAttribute<IdempotentAttribute>() is not null;
}
