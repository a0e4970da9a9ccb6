using Dhmad.Embedded;

namespace Orleans;

/// <summary>The class that grains derive from: one object per grain in memory, one request at a time.</summary>
public abstract class Grain : IGrainBase, IAddressable
{
    private readonly Activation activation;

    /// <summary>Made by the host only; anywhere else this is an <see cref="InvalidOperationException"/>.</summary>
    protected Grain() : this((SynchronizationContext.Current as Activation)!)
    {
    }

    /// <summary>As without arguments, for classes that are given their context.</summary>
    protected Grain(IGrainContext grainContext) =>
        activation = grainContext as Activation
            ?? throw new InvalidOperationException($"{GetType().Name} can only be made by the grain host.");

    /// <summary>The activation this object lives in.</summary>
    public IGrainContext GrainContext => activation;

    /// <summary>A reference to this grain.</summary>
    public GrainReference GrainReference => activation.GrainReference;

    /// <summary>The grain's id, <c>type/key</c>.</summary>
    public string IdentityString => activation.GrainId.ToString();

    /// <summary>References to other grains.</summary>
    protected IGrainFactory GrainFactory => activation.Grains;

    /// <summary>The services grains are made from.</summary>
    protected internal IServiceProvider ServiceProvider => activation.ActivationServices;

    /// <summary>Called once before the first request; if it throws, callers get that and nothing stays.</summary>
    public virtual Task OnActivateAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Called after the last request of an activation that was active; a crash skips it.</summary>
    public virtual Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) =>
        Task.CompletedTask;

    /// <summary>Ends the activation after the running request; waiting ones go to a new activation.</summary>
    protected void DeactivateOnIdle() => GrainBaseExtensions.DeactivateOnIdle(this);

    /// <summary>Keeps the activation from being idle for this long; zero or less takes that back.</summary>
    protected void DelayDeactivation(TimeSpan timeSpan) => activation.DelayDeactivation(timeSpan);
}
