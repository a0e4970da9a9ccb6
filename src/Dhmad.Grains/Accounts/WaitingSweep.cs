using Dhmad.Storage.Accounts;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dhmad.Grains.Accounts;

/// <summary>
/// Repeats what a first sign-in starts: linking escrows that name the e-mail, and crediting money that waits for it. A
/// crash or a race in between leaves nothing behind.
/// </summary>
public sealed partial class WaitingSweep(
    UserStore users, IGrainFactory grains, TimeProvider time, ILogger<WaitingSweep> log) : BackgroundService
{
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(10);

    /// <summary>How long after a sign-in a commit that did not see it yet may still come.</summary>
    private static readonly TimeSpan LookBack = TimeSpan.FromHours(1);

    private const int MaxAtOnce = 100;

    /// <summary>What a round does, in words for the log.</summary>
    private const string Round = "linking what waits for users";

    private readonly Interruptions interruptions = new(log);

    /// <summary>One round over those who signed in since an instant.</summary>
    public async Task SweepAsync(DateTimeOffset since, CancellationToken cancellationToken)
    {
        foreach (var email in await users.ListWaitingAsync(since, MaxAtOnce, cancellationToken))
        {
            try
            {
                await grains.User(email).LinkAll();
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                var (why, whole) = Outage.Tell(failure);
                LogPassedOver(whole, why);
            }
        }
    }

    /// <summary>
    /// The first round looks at every sign-in that is kept: nobody knows when the process before this one ended.
    /// </summary>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var since = DateTimeOffset.UnixEpoch;
        using var ticks = new PeriodicTimer(Period, time);
        while (await TickAsync(ticks, stoppingToken))
        {
            try
            {
                await SweepAsync(since, stoppingToken);
                since = time.GetUtcNow() - LookBack;
                interruptions.End(Round);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                if (!interruptions.TryTell(Round, failure)) LogRoundFailed(failure);
            }
        }
    }

    private static async Task<bool> TickAsync(PeriodicTimer ticks, CancellationToken stoppingToken)
    {
        try
        {
            return await ticks.WaitForNextTickAsync(stoppingToken);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
