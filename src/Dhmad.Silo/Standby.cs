using Dhmad.Storage.Postgres.Active;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dhmad.Silo;

/// <summary>
/// Of several processes on one database one is active, the others stand by (decision 0012). This one runs its parts
/// while it holds the lock; when it loses the lock it ends them and stands by again.
/// </summary>
public sealed partial class Standby(
    ActiveLock activeLock,
    [FromKeyedServices(Standby.Parts)] IEnumerable<IHostedService> parts,
    ILogger<Standby> log) : BackgroundService
{
    /// <summary>Under this key is registered what runs only while the process is active.</summary>
    public const string Parts = "active";

    /// <summary>What still runs when the lock is lost is told so after this; versions refuse what it commits.</summary>
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(2);

    /// <summary>How long a request waits for a sign of life that is overdue.</summary>
    private static readonly TimeSpan SignLimit = TimeSpan.FromSeconds(1);

    private readonly IHostedService[] inOrder = [.. parts];
    private readonly TaskCompletionSource firstTurn = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool isActive;

    /// <summary>Ends when this process becomes active for the first time.</summary>
    public Task FirstTurn => firstTurn.Task;

    /// <summary>
    /// Whether this process is the active one now. One that stood still may have been replaced meanwhile: it asks the
    /// database before it believes itself.
    /// </summary>
    public ValueTask<bool> MayServeAsync()
    {
        if (!isActive) return new(false);
        return activeLock.IsFresh ? new(true) : new(AskAsync());
    }

    /// <summary>Returns when the lock was asked for once, and then, if it was free, when all parts run.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await base.StartAsync(cancellationToken);
        await activeLock.Looked.WaitAsync(cancellationToken);
        if (activeLock.IsFresh) await Task.WhenAny(FirstTurn, ExecuteTask!).WaitAsync(cancellationToken);
    }

    /// <summary>Ends the parts in order, and only then lets the next process have its turn.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (isActive) await EndAsync(cancellationToken);
        await activeLock.DisposeAsync();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            var lost = await activeLock.TakeAsync(stoppingToken);
            foreach (var part in inOrder) await part.StartAsync(CancellationToken.None);
            isActive = true;
            Tell();
            await UntilAsync(lost, stoppingToken);
            stoppingToken.ThrowIfCancellationRequested();

            LogLost(activeLock.Failure?.Message);
            using var limit = new CancellationTokenSource(EndLimit, TimeProvider.System);
            await EndAsync(limit.Token);
        }
    }

    private void Tell()
    {
        if (activeLock.Ended > 0) LogSilent(activeLock.Ended);
        if (!firstTurn.TrySetResult()) LogActive();
    }

    /// <summary>From here on nothing is let in; the parts end in the opposite order.</summary>
    private async Task EndAsync(CancellationToken limit)
    {
        isActive = false;
        foreach (var part in inOrder.Reverse())
        {
            try
            {
                await part.StopAsync(limit);
            }
            catch (OperationCanceledException) when (limit.IsCancellationRequested)
            {
                LogTooLong(part.GetType().Name);
            }
        }
    }

    private async Task<bool> AskAsync()
    {
        try
        {
            return await activeLock.NextSignAsync().WaitAsync(SignLimit, TimeProvider.System) && isActive;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private static async Task UntilAsync(CancellationToken lost, CancellationToken stopping)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(lost, stopping);
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, either.Token)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
