namespace Orleans.Runtime;

/// <summary>An activation: one grain object in memory and what surrounds it.</summary>
public interface IGrainContext
{
    /// <summary>A reference to the grain.</summary>
    GrainReference GrainReference { get; }

    /// <summary>Which grain this is.</summary>
    GrainId GrainId { get; }

    /// <summary>The grain object, null until it has been made.</summary>
    object? GrainInstance { get; }

    /// <summary>The services grains are made from.</summary>
    IServiceProvider ActivationServices { get; }

    /// <summary>Completes when the activation has ended; it never fails.</summary>
    Task Deactivated { get; }

    /// <summary>Ends the activation after its running requests; later ones go to a new activation.</summary>
    void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default);
}
