namespace Dhmad.Embedded;

/// <content>Starting and stopping.</content>
public sealed partial class EmbeddedGrains
{
    /// <summary>Takes calls from here on, and wakes grains whose reminders are due.</summary>
    public void Start()
    {
        if (phase != HostPhase.Stopped) throw new InvalidOperationException("The grains run already.");
        phase = HostPhase.Running;
        Heartbeat.Start(Rounds.Make);
        Reminders.Start();
        LogStarted(Log, classes.Count);
    }

    /// <summary>Takes no more calls from outside, lets running and waiting requests end and activations deactivate;
    /// after the stop limit, or when the token says so, whoever still waits gets an exception.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (phase != HostPhase.Running) return;
        phase = HostPhase.Stopping;
        using var limit = new CancellationTokenSource(options.StopTimeout, options.HostTime);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await Reminders.StopAsync().WaitAsync(either.Token).ConfigureAwait(false);
            await DrainAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            LogStopLimit(Log, activations.Count);
        }

        phase = HostPhase.Stopped;
        Heartbeat.Dispose();
        foreach (var activation in activations.Values) activation.Abandon(NotRunning());
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Heartbeat.Dispose();
        Reminders.Dispose();
    }

    private async Task DrainAsync(CancellationToken limit)
    {
        // A request that still runs may wake a grain that has gone, so one round may not be enough.
        while (!activations.IsEmpty)
        {
            var reason = new DeactivationReason(DeactivationReasonCode.ShuttingDown, "The host stops.");
            var drained = Task.WhenAll(activations.Values.Select(one => one.Drain(reason)));
            await drained.WaitAsync(limit).ConfigureAwait(false);
        }
    }
}
