using System.Net.Http.Headers;
using Dhmad.Domain;
using Dhmad.Domain.Webhooks;

namespace Dhmad.Grains.Webhooks;

/// <summary>
/// Makes one attempt: signs, sends, and reads the start of the answer. Redirects are not followed, certificates are
/// verified, and only addresses that may be called are connected to.
/// </summary>
public sealed class WebhookSender : IDisposable
{
    /// <summary>From starting to connect to the last header.</summary>
    public static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long the start of the answer's body is waited for; the attempt's outcome is known by then.
    /// </summary>
    private static readonly TimeSpan BodyLimit = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan IdleConnectionLifetime = TimeSpan.FromSeconds(30);

    /// <summary>After this a name is resolved, and its address judged, again.</summary>
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(2);

    private const int MaxHeaderKiB = 16;

    private readonly HttpClient client;
    private readonly TimeProvider time;

    public WebhookSender(DhmadSettings settings, TimeProvider time)
    {
        this.time = time;
        var connections = new GuardedConnections(settings.MayCallPrivateAddresses);
        client = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = connections.OpenAsync,
            ConnectTimeout = AnswerLimit,
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ActivityHeadersPropagator = null,
            MaxResponseHeadersLength = MaxHeaderKiB,
            MaxResponseDrainSize = 0,
            PooledConnectionIdleTimeout = IdleConnectionLifetime,
            PooledConnectionLifetime = ConnectionLifetime,
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>Never fails: what goes wrong is the attempt's outcome.</summary>
    /// <param name="stopping">Breaks it off when the process stops; then it throws and nothing is known.</param>
    public async Task<EndedAttempt> SendAsync(AttemptOrder order, CancellationToken stopping)
    {
        var startedAt = Moment(time.GetUtcNow());
        var started = time.GetTimestamp();
        using var limit = new CancellationTokenSource(AnswerLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stopping);
        try
        {
            using var request = Write(order, startedAt);
            using var response = await client.SendAsync(
                request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            var retryAfter = RetryAfter.Read(HeaderOf(response, "Retry-After"), time.GetUtcNow());
            var duration = time.GetElapsedTime(started);
            var body = await ReadStartAsync(response, stopping);
            return Ended(duration, (int)response.StatusCode, null, retryAfter, body);
        }
        catch (Exception failure) when (AttemptFault.Read(failure) is { } error && !stopping.IsCancellationRequested)
        {
            return Ended(time.GetElapsedTime(started), null, error, null, null);
        }

        EndedAttempt Ended(TimeSpan duration, int? status, AttemptError? error, TimeSpan? retryAfter, string? body) =>
            new(
                order.DeliveryId, order.Number, AttemptTrigger.Scheduled, startedAt, duration, status, error,
                retryAfter, body);
    }

    public void Dispose() => client.Dispose();

    private static HttpRequestMessage Write(AttemptOrder order, DateTimeOffset startedAt)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, WebhookUrl.ToUri(order.Url))
        {
            Content = new ByteArrayContent(order.Body),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.TryAddWithoutValidation("User-Agent", "Dhmad-Webhooks/1");
        var signed = WebhookSignature.Headers(
            order.DeliveryId, order.EventType, startedAt, order.Body, order.Secrets.Current, order.Secrets.Previous);
        foreach (var (name, value) in signed) request.Headers.TryAddWithoutValidation(name, value);
        return request;
    }

    private async Task<string?> ReadStartAsync(HttpResponseMessage response, CancellationToken stopping)
    {
        using var limit = new CancellationTokenSource(BodyLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stopping);
        return await ResponseStart.ReadAsync(response.Content, either.Token);
    }

    private static string? HeaderOf(HttpResponseMessage response, string name) =>
        response.Headers.NonValidated.TryGetValues(name, out var values) && values.Count == 1
            ? values.ToString()
            : null;

    private static DateTimeOffset Moment(DateTimeOffset time) =>
        DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());
}
