using System.Diagnostics;
using System.Reflection;
using Dhmad.Grains;
using Orleans.Runtime.Messaging;

namespace Dhmad.Silo;

/// <summary>
/// Makes a call again that got lost with its silo, where that is harmless: the grain is somewhere else a moment later.
/// What became of any other, only its caller can find out.
/// </summary>
internal sealed class LostCalls : IOutgoingGrainCallFilter
{
    /// <summary>Longer than a silo that died is looked for on a busy machine, and less than a call may take.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    public Task Invoke(IOutgoingGrainCallContext context) => RepeatAsync(
        async () =>
        {
            await context.Invoke();
            return true;
        },
        mayRepeat: () => IsIdempotent(context));

    /// <summary>Runs it until its calls are not lost, for some seconds.</summary>
    public static async Task<T> RepeatAsync<T>(Func<Task<T>> run, Func<bool> mayRepeat)
    {
        for (var firstLoss = 0L; ;)
        {
            try
            {
                return await run();
            }
            catch (OrleansException failure)
                when (IsLost(failure) && mayRepeat() && (firstLoss == 0 || Stopwatch.GetElapsedTime(firstLoss) < Limit))
            {
                if (firstLoss == 0) firstLoss = Stopwatch.GetTimestamp();
                await Task.Delay(Pause, TimeProvider.System);
            }
        }
    }

    /// <summary>Whether it was handed back: no silo took it, no way led to one, or the one that had it is gone.</summary>
    public static bool IsLost(OrleansException failure) =>
        failure is OrleansMessageRejectionException or ConnectionFailedException;

    private static bool IsIdempotent(IOutgoingGrainCallContext context) =>
        context.InterfaceMethod.GetCustomAttribute<IdempotentAttribute>() is not null;
}
