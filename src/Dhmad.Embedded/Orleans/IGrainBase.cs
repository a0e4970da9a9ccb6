namespace Orleans;

/// <summary>What a grain class implements, usually by deriving from <see cref="Grain"/>.</summary>
public interface IGrainBase
{
    /// <summary>The activation this object lives in.</summary>
    IGrainContext GrainContext { get; }

    /// <summary>Called once before the first request; if it throws, callers get that and nothing stays.</summary>
    Task OnActivateAsync(CancellationToken token) => Task.CompletedTask;

    /// <summary>Called after the last request of an activation that was active; a crash skips it.</summary>
    Task OnDeactivateAsync(DeactivationReason reason, CancellationToken token) => Task.CompletedTask;
}
