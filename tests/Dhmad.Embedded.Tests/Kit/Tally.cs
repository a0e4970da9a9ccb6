using System.Collections.Concurrent;

namespace Dhmad.Embedded.Tests;

/// <summary>Counts what many grains do at once.</summary>
public sealed class Tally
{
    private readonly ConcurrentDictionary<string, int> alive = new();
    private int calls;
    private int activations;
    private int mostAlive;

    public int Calls => calls;

    public int Activations => activations;

    /// <summary>The most activations that one grain ever had at a time.</summary>
    public int MostAlive => mostAlive;

    public void Call() => Interlocked.Increment(ref calls);

    public void Begin(string key)
    {
        Interlocked.Increment(ref activations);
        var now = alive.AddOrUpdate(key, 1, (_, before) => before + 1);
        if (now > mostAlive) mostAlive = now;
    }

    public void End(string key) => alive.AddOrUpdate(key, 0, (_, before) => before - 1);
}
