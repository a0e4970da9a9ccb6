using Dhmad.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dhmad.Grains;

/// <summary>Removes idempotency keys whose day is over, so that their table does not grow without end.</summary>
public sealed partial class OldKeys(IdempotencyStore keys, TimeProvider time, ILogger<OldKeys> log) : BackgroundService
{
    public static readonly TimeSpan Period = TimeSpan.FromMinutes(10);

    /// <summary>One round over all of them, a bounded number at a time so that commits come between.</summary>
    public async Task<int> DeleteAsync(CancellationToken cancellationToken)
    {
        for (var deleted = 0; ;)
        {
            var rows = await keys.DeleteOldAsync(time.GetUtcNow(), cancellationToken);
            if (rows == 0) return deleted;
            deleted += rows;
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var ticks = new PeriodicTimer(Period, time);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ticks.WaitForNextTickAsync(stoppingToken);
                await DeleteAsync(stoppingToken);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                LogRoundFailed(failure);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    [LoggerMessage(LogLevel.Error, "Old idempotency keys could not be removed; the next round tries again")]
    private partial void LogRoundFailed(Exception failure);
}
