namespace Dhmad.Embedded;

/// <summary>The rest of a method that awaited, waiting for its turn.</summary>
internal sealed class Continuation(SendOrPostCallback callback, object? state)
{
    public Continuation? Next { get; set; }

    public void Run() => callback(state);
}
