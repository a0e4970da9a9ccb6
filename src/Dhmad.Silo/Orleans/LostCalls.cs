using System.Reflection;
using Dhmad.Grains;

namespace Dhmad.Silo;

/// <summary>
/// Makes a call again that got lost with its silo, where that is harmless: the grain is somewhere else a moment later.
/// What became of any other, only its caller can find out.
/// </summary>
internal sealed class LostCalls : IOutgoingGrainCallFilter
{
    /// <summary>Together longer than a silo that died is looked for, and much less than a call may take.</summary>
    private const int MaxAgain = 50;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    public async Task Invoke(IOutgoingGrainCallContext context)
    {
        for (var again = 0; ; again++)
        {
            try
            {
                await context.Invoke();
                return;
            }
            catch (OrleansMessageRejectionException) when (again < MaxAgain && IsIdempotent(context))
            {
                await Task.Delay(Pause, TimeProvider.System);
            }
        }
    }

    private static bool IsIdempotent(IOutgoingGrainCallContext context) =>
        context.InterfaceMethod.GetCustomAttribute<IdempotentAttribute>() is not null;
}
