namespace Dhmad.Silo;

/// <summary>
/// Ends the wait of a door's calls when it loses a silo: what was handed to that silo a moment before would only be
/// missed half a minute later. Whether they were done is unknown, as after any call without an answer.
/// </summary>
internal sealed class LostSilos : IOutgoingGrainCallFilter, IClusterConnectionStatusObserver, IDisposable
{
    private CancellationTokenSource nextLoss = new();

    public async Task Invoke(IOutgoingGrainCallContext context)
    {
        if (!MessageJson.Carries(context.InterfaceMethod.DeclaringType!))
        {
            await context.Invoke();
            return;
        }

        var loss = Volatile.Read(ref nextLoss).Token;
        try
        {
            await context.Invoke().WaitAsync(loss);
        }
        catch (OperationCanceledException) when (loss.IsCancellationRequested)
        {
            throw new SiloUnavailableException("A silo was lost while it may have had the call.");
        }
    }

    public void NotifyGatewayCountChanged(
        int currentNumberOfGateways, int previousNumberOfGateways, bool connectionRecovered)
    {
        if (currentNumberOfGateways < previousNumberOfGateways) NotifyClusterConnectionLost();
    }

    public void NotifyClusterConnectionLost() =>
        Interlocked.Exchange(ref nextLoss, new CancellationTokenSource()).Cancel();

    public void Dispose() => nextLoss.Dispose();
}
