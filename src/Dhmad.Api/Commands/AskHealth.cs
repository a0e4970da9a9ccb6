using Dhmad.Api.Settings;

namespace Dhmad.Api.Commands;

/// <summary>Asks the server of this machine how it is, for supervisors that have nothing to ask with.</summary>
internal static class AskHealth
{
    private const int Yes = 0;
    private const int No = 1;

    /// <summary>Longer than the server itself waits for its database before it says no.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(4);

    /// <param name="word">What it shall be: <c>ready</c> or <c>live</c>.</param>
    public static async Task<int> RunAsync(string word, CancellationToken cancellationToken)
    {
        var url = Listener(SettingsReader.ListenersOf(Configuration.Load()));
        using var client = new HttpClient { Timeout = Limit };
        try
        {
            using var answer = await client.GetAsync(new Uri(url, $"/health/{word}"), cancellationToken);
            if (answer.IsSuccessStatusCode) return Yes;
            await Console.Error.WriteLineAsync($"dhmad: {url} is not {word}: it answered {(int)answer.StatusCode}.");
        }
        catch (Exception failure) when (failure is HttpRequestException || IsTimeout(failure, cancellationToken))
        {
            await Console.Error.WriteLineAsync($"dhmad: {url} is not {word}: {failure.Message}");
        }

        return No;
    }

    /// <summary>The first plain http URL that the server listens on, as this machine reaches it.</summary>
    private static Uri Listener(string urls)
    {
        string[] everywhere = ["*", "+", "0.0.0.0", "[::]"];
        var http = urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(BindingAddress.Parse)
            .FirstOrDefault(address => address is { Scheme: "http", IsUnixPipe: false, IsNamedPipe: false })
            ?? throw new SettingsException("The server listens on no http URL that could be asked.");
        var host = everywhere.Contains(http.Host) ? "localhost" : http.Host;
        return new Uri($"http://{host}:{http.Port}");
    }

    private static bool IsTimeout(Exception failure, CancellationToken cancellationToken) =>
        failure is OperationCanceledException && !cancellationToken.IsCancellationRequested;
}
