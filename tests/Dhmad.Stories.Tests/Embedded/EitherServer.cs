using System.Net;

namespace Dhmad.Stories.Tests;

/// <summary>
/// What stands before two processes in production: each request goes to the one that answered last, and to the other
/// after one that it refused or did not answer.
/// </summary>
internal sealed class EitherServer(Pair pair, HttpMessageHandler straight) : DelegatingHandler(straight)
{
    /// <summary>A process that stands still answers nobody.</summary>
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(10);

    private volatile Server current = pair.Both[0];

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var asked = current;
        request.RequestUri = new Uri(new Uri(asked.Url), request.RequestUri!.PathAndQuery);
        var isAnswered = false;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(AnswerLimit);
        try
        {
            var answer = await base.SendAsync(request, limit.Token);
            isAnswered = answer.StatusCode != HttpStatusCode.ServiceUnavailable;
            return answer;
        }
        finally
        {
            if (!isAnswered) current = pair.Other(asked);
        }
    }
}
