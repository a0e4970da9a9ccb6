using Microsoft.Extensions.Logging;

namespace Dhmad.Silo;

/// <summary>
/// Keeps a door trying until a silo answers: which process of a deployment starts first does not matter.
/// </summary>
internal sealed partial class FirstConnection(TimeProvider time, ILogger<FirstConnection> log)
    : IClientConnectionRetryFilter
{
    private static readonly TimeSpan BetweenTries = TimeSpan.FromSeconds(1);

    private bool isTold;

    public async Task<bool> ShouldRetryConnectionAttempt(Exception exception, CancellationToken cancellationToken)
    {
        if (!isTold) LogWaiting(exception.Message);
        isTold = true;
        await Task.Delay(BetweenTries, time, cancellationToken);
        return true;
    }

    [LoggerMessage(LogLevel.Warning, "No silo answers yet; this process tries again every second ({Why})")]
    private partial void LogWaiting(string why);
}
