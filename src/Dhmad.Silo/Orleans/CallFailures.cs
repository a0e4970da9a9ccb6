namespace Dhmad.Silo;

/// <summary>
/// What a caller hears of a call that got lost: which it was, but not whose. Orleans' own words name the grain by its
/// key, which may name a person, and they end in logs.
/// </summary>
internal sealed class CallFailures : IOutgoingGrainCallFilter
{
    public async Task Invoke(IOutgoingGrainCallContext context)
    {
        try
        {
            await context.Invoke();
        }
        catch (TimeoutException) when (MessageJson.Carries(context.InterfaceMethod.DeclaringType!))
        {
            throw new TimeoutException($"{NameOf(context)} was not answered in time.");
        }
        catch (OrleansException failure) when (MessageJson.Carries(context.InterfaceMethod.DeclaringType!))
        {
            throw new SiloUnavailableException($"{NameOf(context)} got lost in the cluster: {failure.GetType().Name}.");
        }
    }

    private static string NameOf(IOutgoingGrainCallContext context) =>
        $"{context.InterfaceMethod.DeclaringType!.Name}/{context.MethodName}";
}
