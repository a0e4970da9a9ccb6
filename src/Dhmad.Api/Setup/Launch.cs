using System.Runtime.ExceptionServices;

namespace Dhmad.Api.Setup;

/// <summary>Starts a server whole or not at all.</summary>
public static class Launch
{
    /// <summary>
    /// False when it was told to stop before it was ready. What was started before a failure, such as a port that is
    /// taken, is stopped in order, and the failure is thrown.
    /// </summary>
    public static async Task<bool> LaunchAsync(this WebApplication app)
    {
        try
        {
            await app.StartAsync(CancellationToken.None);
            return true;
        }
        catch (Exception failure)
        {
            var wasToldToStop = app.Lifetime.ApplicationStopping.IsCancellationRequested;

            // A host that failed before it made its parts cannot stop them, which says nothing of why it failed.
            await app.StopAsync(CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (CauseOf(failure) is { } cause) ExceptionDispatchInfo.Throw(cause);
            if (wasToldToStop) return false;
            throw;
        }
    }

    /// <summary>
    /// What failed first: parts that start at once all end when one fails or the process is told to stop, and their
    /// failures come together. Null when each was only cancelled.
    /// </summary>
    private static Exception? CauseOf(Exception failure)
    {
        IEnumerable<Exception> all = failure is AggregateException several ? several.InnerExceptions : [failure];
        return all.FirstOrDefault(one => one is not OperationCanceledException);
    }
}
