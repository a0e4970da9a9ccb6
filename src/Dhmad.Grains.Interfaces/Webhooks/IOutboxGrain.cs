using Orleans.Concurrency;

namespace Dhmad.Grains.Webhooks;

/// <summary>Makes deliveries of the events that are not dispatched yet. There is one.</summary>
public interface IOutboxGrain : IGrainWithStringKey
{
    /// <summary>
    /// Events were committed. Nobody waits for it, and a lost one costs a second: the sweep drains too.
    /// </summary>
    /// <param name="recordedAt">The time in their rows.</param>
    [OneWay]
    [AlwaysInterleave]
    Task Nudge(DateTimeOffset recordedAt);

    /// <summary>
    /// What no nudge may be relied on for: drains the outbox, looking at all of it once a minute, and wakes every
    /// endpoint that has a delivery due. Once a minute it ends what endpoints that are off left pending, and removes
    /// what ended long ago. Called at least every second.
    /// </summary>
    Task Sweep();
}
