namespace Dhmad.Embedded.Tests;

/// <summary>Waiting for what the host does in its own time.</summary>
public static class Eventually
{
    /// <summary>Waits until no more grains are in memory than said.</summary>
    public static Task DownTo(this EmbeddedGrains grains, int activations) =>
        Until(() => grains.ActivationCount <= activations);

    /// <summary>Waits until no request runs or waits and no reminder is on its way.</summary>
    public static Task Settled(this EmbeddedGrains grains) => Until(() => grains.IsQuiet);

    /// <summary>Yields until the condition holds; fails when it does not come to hold.</summary>
    public static async Task Until(Func<bool> condition)
    {
        var limit = Environment.TickCount64 + (long)Stage.Patience.TotalMilliseconds;
        while (!condition())
        {
            Assert.True(Environment.TickCount64 < limit, "What was waited for did not happen.");
            await Task.Yield();
        }
    }
}
