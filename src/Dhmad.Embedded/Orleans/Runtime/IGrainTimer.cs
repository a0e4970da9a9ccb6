namespace Orleans.Runtime;

/// <summary>A timer of an activation; dispose it to stop it, it also ends with the activation.</summary>
public interface IGrainTimer : IDisposable
{
    /// <summary>Sets it anew; inside a tick this takes effect when the tick ends.</summary>
    void Change(TimeSpan dueTime, TimeSpan period);
}
