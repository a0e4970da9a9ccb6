using System.Collections.Concurrent;

namespace Dhmad.Embedded.Tests;

/// <summary>How a test and the grains it watches wait for each other: doors that grains stop at, and a journal.
/// </summary>
public sealed class Stage
{
    /// <summary>How long a test waits for what must happen before it fails.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly ConcurrentDictionary<string, TaskCompletionSource> reached = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> opened = new();
    private readonly ConcurrentQueue<string> journal = new();

    public string[] Journal => [.. journal];

    /// <summary>A grain stops here until the test opens the door.</summary>
    public Task Stop(string door)
    {
        Note(door);
        return Source(opened, door).Task;
    }

    /// <summary>A grain notes that something happened.</summary>
    public void Note(string what)
    {
        journal.Enqueue(what);
        Source(reached, what).TrySetResult();
    }

    /// <summary>The test lets through whoever stops here, now or later.</summary>
    public void Open(string door) => Source(opened, door).TrySetResult();

    /// <summary>The test waits until something was noted.</summary>
    public Task Reached(string what) => Source(reached, what).Task.WaitAsync(Patience);

    private static TaskCompletionSource Source(
        ConcurrentDictionary<string, TaskCompletionSource> sources, string key) =>
        sources.GetOrAdd(key, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
}
