using System.Diagnostics;
using Dhmad.Domain;
using Dhmad.Storage.Postgres;
using Microsoft.Extensions.Hosting;

namespace Dhmad.Silo;

/// <summary>
/// Refuses to start beside another runtime on the same database: silos of another cluster, or a process without one.
/// Commits of both would be judged by their versions, but each would answer from memory what the other has changed.
/// </summary>
internal sealed class OneRuntime(DhmadSettings settings, RuntimeQueries runtimes) : IHostedService
{
    /// <summary>Twice the time between two signs of life of a silo, and some more for a busy machine.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(12);

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(500);

    /// <exception cref="IOException">Another one gave a sign of life.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        var first = await FindAsync(cancellationToken);
        for (var last = first; last.Count > 0 && Stopwatch.GetElapsedTime(began) < Limit;)
        {
            await Task.Delay(BetweenLooks, TimeProvider.System, cancellationToken);
            last = await FindAsync(cancellationToken);
            if (last.Except(first).FirstOrDefault() is { } living) throw new IOException(Sentence(living));
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task<IReadOnlyList<RuntimeSign>> FindAsync(CancellationToken cancellationToken) =>
        GrainHost.Cluster(settings) is { } own
            ? [
                .. await runtimes.SilosAsync(own, cancellationToken),
                .. await runtimes.ActiveAsync(cancellationToken),
            ]
            : await runtimes.SilosAsync(except: "", cancellationToken);

    private string Sentence(RuntimeSign living) =>
        $"The database is in use by {living.Who}, and this is "
        + (GrainHost.Cluster(settings) is { } own ? $"a silo of the cluster {own}" : "a process without a cluster")
        + ": stop all of one before the other starts.";
}
