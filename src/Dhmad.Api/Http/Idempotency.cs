using System.Security.Cryptography;
using System.Text;
using Dhmad.Domain;
using Dhmad.Domain.Escrows;
using Dhmad.Grains;
using Dhmad.Silo;
using Dhmad.Storage;

namespace Dhmad.Api.Http;

/// <summary>
/// Makes a POST with an <c>Idempotency-Key</c> happen once: the key is claimed before the call, its answer is stored in
/// the commit of its effect, and a call without effect frees the key. A call that got lost with a silo runs again, as
/// its client would repeat it: then the key has the answer, or what was lost can no longer be committed. What is more
/// than one commit does not: its client is told that the outcome is unknown.
/// </summary>
public sealed partial class Idempotency(
    IdempotencyStore store, DhmadSettings settings, TimeProvider time, ILogger<Idempotency> logger)
{
    private const string Replayed = "Idempotency-Replayed";

    /// <summary>Runs the call under the key, or gives the answer that the key has.</summary>
    /// <param name="caller">Whose keys these are.</param>
    public async Task<Reply> RunAsync(
        HttpContext http,
        ApiCaller caller,
        Operation operation,
        byte[] body,
        string? key,
        Func<IdempotencyClaim?, Task<Reply>> run)
    {
        if (key is null) return await run(null);
        var hash = Hash(http.Request, body);
        var tries = 0;
        return operation.MayRunAgain ? await GrainHost.RepeatLostAsync(settings, TryAsync) : await TryAsync();

        async Task<Reply> TryAsync()
        {
            tries++;
            var answer = await store.ClaimAsync(caller.Bucket, key, hash, time.GetUtcNow(), http.RequestAborted);
            if (answer is IdempotencyAnswer.Replay && tries == 1) http.Response.Headers[Replayed] = "true";
            return await AnswerAsync(answer, run);
        }
    }

    private async Task<Reply> AnswerAsync(IdempotencyAnswer answer, Func<IdempotencyClaim?, Task<Reply>> run)
    {
        switch (answer)
        {
            case IdempotencyAnswer.Replay replay:
                return new Reply(replay.Status, replay.Body);
            case IdempotencyAnswer.Reused:
                return Problems.Of("IDEMPOTENCY_KEY_REUSED", "Another request used this Idempotency-Key.");
            case IdempotencyAnswer.InProgress:
                return Problems.Of(
                    "IDEMPOTENCY_KEY_IN_PROGRESS", "The first request with this Idempotency-Key is still running.");
            case IdempotencyAnswer.Claimed claimed:
                return await RunAsync(claimed.Claim, run);
            default:
                throw new InvalidOperationException("An idempotency key is in no known state.");
        }
    }

    private async Task<Reply> RunAsync(IdempotencyClaim claim, Func<IdempotencyClaim?, Task<Reply>> run)
    {
        var hadEffect = false;
        try
        {
            var reply = await run(claim);
            hadEffect = reply.Problem is null;
            if (hadEffect && !reply.IsStored) await StoreAsync(claim, reply);
            return reply;
        }
        finally
        {
            if (!hadEffect) await ReleaseAsync(claim);
        }
    }

    private Task StoreAsync(IdempotencyClaim claim, Reply reply)
    {
        var record = reply.IsSecret
            ? store.Secret(claim, reply.Status, ApiAnswer.ContentType, reply.Body)
            : new IdempotencyRecord(claim, reply.Status, ApiAnswer.ContentType, reply.Body);
        return store.StoreAsync(record, time.GetUtcNow(), CancellationToken.None);
    }

    /// <summary>
    /// A commit that is still on its way finds its claim gone and is refused; so freeing is always safe.
    /// </summary>
    private async Task ReleaseAsync(IdempotencyClaim claim)
    {
        try
        {
            await store.ReleaseAsync(claim, CancellationToken.None);
        }
        catch (DatabaseUnavailableException failure)
        {
            LogNotReleased(failure.Reason);
        }
    }

    /// <summary>The same request: method, path with query, and body bytes.</summary>
    private static string Hash(HttpRequest request, byte[] body)
    {
        var head = Encoding.UTF8.GetBytes($"{request.Method} {request.Path}{request.QueryString}\n");
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(head);
        hash.AppendData(body);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
