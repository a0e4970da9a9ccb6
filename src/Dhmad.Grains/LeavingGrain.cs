namespace Dhmad.Grains;

/// <summary>
/// A grain that need not stay in memory for what it found: an id that was guessed, or a thing that is gone.
/// </summary>
public abstract class LeavingGrain : Grain
{
    /// <summary>
    /// Many may ask at one time. At once, each call would end an activation and hand on all that wait to the next, and
    /// a cluster refuses a call that was handed on more than twice.
    /// </summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    private IGrainTimer? leaving;

    /// <summary>Leaves memory a second from now; until then the next call must find for itself what is there.</summary>
    protected void LeaveSoon() => leaving ??= this.RegisterGrainTimer(Leave, Soon, Timeout.InfiniteTimeSpan);

    private Task Leave(CancellationToken cancellationToken)
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }
}
