namespace Dhmad.Embedded;

/// <summary>Something an activation does in its turn: a call from outside or the tick of a timer.</summary>
internal abstract class Request
{
    /// <summary>The deadline of a request that nobody waits for.</summary>
    public const int Never = int.MaxValue;

    public required bool AlwaysInterleave { get; init; }

    public required bool ReadOnly { get; init; }

    /// <summary>The beat of the host at which the caller stops waiting.</summary>
    public required int Deadline { get; init; }

    /// <summary>What flows from the caller; null runs the request in a clean context.</summary>
    public required ExecutionContext? Context { get; init; }

    /// <summary>Where it runs, set when it starts.</summary>
    public Activation? Activation { get; set; }

    /// <summary>The neighbours in the one list the request is in.</summary>
    public Request? Next { get; set; }

    public Request? Previous { get; set; }

    /// <summary>Whether the caller already has an answer, so that a request that waits need not start.</summary>
    public abstract bool IsAnswered { get; }

    /// <summary>Whether it keeps the activation from being idle.</summary>
    public abstract bool CountsAsUse { get; }

    /// <summary>Whether it may run on another activation of the grain, when this one ends before it starts.</summary>
    public abstract bool OutlivesActivation { get; }

    /// <summary>What logs and exceptions call it: by its kind and the grain's, never by the grain's key.</summary>
    public abstract override string ToString();

    public abstract Task Invoke(object grain);

    /// <summary>Hands the outcome on. False: somebody was answered before, so nobody sees it.</summary>
    public abstract bool Finish(Task ended);

    /// <summary>Answers without an outcome: it never ran, or runs on unheard.</summary>
    public abstract void Fail(Exception reason);
}
