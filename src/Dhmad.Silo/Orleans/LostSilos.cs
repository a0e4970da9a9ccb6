namespace Dhmad.Silo;

/// <summary>
/// Ends the wait of a door's calls soon after a silo was lost: what was handed to that silo a moment before, by this
/// door or by another silo for it, would only be missed half a minute later. Whether they were done is unknown, as
/// after any call without an answer. A silo that leaves in order answers what it has, and others answer theirs, so
/// they get a while for it.
/// </summary>
internal sealed class LostSilos : IOutgoingGrainCallFilter, IClusterConnectionStatusObserver, IDisposable
{
    /// <summary>Most calls take milliseconds; and this much longer a caller waits for what a dead silo had.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(3);

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
        Interlocked.Exchange(ref nextLoss, new CancellationTokenSource()).CancelAfter(Grace);

    public void Dispose() => nextLoss.Dispose();
}
