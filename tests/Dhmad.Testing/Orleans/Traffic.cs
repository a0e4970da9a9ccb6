using System.Diagnostics;
using System.Reflection;
using Orleans.Concurrency;

namespace Dhmad.Testing;

/// <summary>
/// Counts what is under way between and in the grains of a cluster. A tick that a timer has just handed to its grain is
/// not seen for a moment, so only a while without any change is quiet.
/// </summary>
internal sealed class Traffic : IIncomingGrainCallFilter, IOutgoingGrainCallFilter
{
    private static readonly TimeSpan Calm = TimeSpan.FromMilliseconds(100);

    private int underWay;
    private long changedAt = Stopwatch.GetTimestamp();

    public bool IsQuiet =>
        Volatile.Read(ref underWay) == 0 && Stopwatch.GetElapsedTime(Interlocked.Read(ref changedAt)) > Calm;

    /// <summary>Something was handed to a grain that is not seen in it yet.</summary>
    public void Stir() => Interlocked.Exchange(ref changedAt, Stopwatch.GetTimestamp());

    /// <summary>A call without an answer is under way until its grain has done it.</summary>
    public async Task Invoke(IOutgoingGrainCallContext context)
    {
        if (!IsOurs(context.InterfaceMethod))
        {
            await context.Invoke();
            return;
        }

        Change(+1);
        try
        {
            await context.Invoke();
        }
        finally
        {
            if (!IsOneWay(context.InterfaceMethod)) Change(-1);
        }
    }

    public async Task Invoke(IIncomingGrainCallContext context)
    {
        if (context.Grain is not Grain)
        {
            await context.Invoke();
            return;
        }

        Change(+1);
        try
        {
            await context.Invoke();
        }
        finally
        {
            Change(IsOurs(context.InterfaceMethod) && IsOneWay(context.InterfaceMethod) ? -2 : -1);
        }
    }

    private void Change(int by)
    {
        Interlocked.Add(ref underWay, by);
        Stir();
    }

    private static bool IsOneWay(MethodInfo method) => method.IsDefined(typeof(OneWayAttribute), inherit: true);

    private static bool IsOurs(MethodInfo method) =>
        method.DeclaringType?.Namespace?.StartsWith("Dhmad.", StringComparison.Ordinal) == true;
}
