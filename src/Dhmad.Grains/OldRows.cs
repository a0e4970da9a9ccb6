using Dhmad.Storage;
using Dhmad.Storage.Accounts;
using Dhmad.Storage.Webhooks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dhmad.Grains;

/// <summary>
/// Removes what is kept for a time alone, so that no table of it grows without end: idempotency keys, mails, links to
/// associations, and what endpoints listened to.
/// </summary>
public sealed partial class OldRows(
    IdempotencyStore keys,
    MailStore mails,
    AssociationStore associations,
    EndpointStore endpoints,
    TimeProvider time,
    ILogger<OldRows> log) : BackgroundService
{
    public static readonly TimeSpan Period = TimeSpan.FromMinutes(10);

    /// <summary>One round over all of them, a bounded number at a time so that commits come between.</summary>
    public async Task<int> DeleteAsync(CancellationToken cancellationToken)
    {
        Func<DateTimeOffset, CancellationToken, Task<int>>[] kinds =
        [
            keys.DeleteOldAsync, mails.DeleteOldAsync, associations.DeleteOldLinksAsync,
            endpoints.DeleteOldSubscriptionsAsync,
        ];
        var deleted = 0;
        foreach (var kind in kinds)
        {
            for (var rows = -1; rows != 0; deleted += rows) rows = await kind(time.GetUtcNow(), cancellationToken);
        }

        return deleted;
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
                var (why, whole) = Outage.Tell(failure);
                LogRoundFailed(whole, why);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    [LoggerMessage(LogLevel.Error, "Old rows could not be removed; the next round tries again: {Why}")]
    private partial void LogRoundFailed(Exception? failure, string why);
}
