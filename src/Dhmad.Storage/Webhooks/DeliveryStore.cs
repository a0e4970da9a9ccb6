using Dhmad.Domain;
using Dhmad.Domain.Accounts;
using Dhmad.Domain.Escrows;
using Dhmad.Domain.Webhooks;
using Dhmad.Storage.Accounts;

namespace Dhmad.Storage.Webhooks;

/// <summary>Deliveries and their attempts.</summary>
public sealed class DeliveryStore(Database database, EndpointStore endpoints)
{
    /// <summary>
    /// What may be attempted next, in the order of its time. Of one escrow's first attempts that is the earliest alone:
    /// each starts when the one before has ended. Retries hold nothing back. Earlier ones are asked for by their end,
    /// not by their status: the index of all that is pending would be walked for each row.
    /// </summary>
    public Task<IReadOnlyList<DueDelivery>> ListNextAsync(
        string endpointId, int limit, CancellationToken cancellationToken) =>
        database.QueryAsync(
            work => work.ListAsync<DueDelivery>(
                """
                SELECT d.id AS Id, d.attempt_count AS AttemptCount, d.next_attempt_at AS NextAttemptAt, e.type AS Type,
                    e.body AS Body, e.recorded_at AS RecordedAt, e.traceparent AS Traceparent
                FROM webhook_deliveries d
                JOIN escrow_events e ON e.escrow_number = d.escrow_number AND e.sequence = d.sequence
                WHERE d.endpoint_id = @endpointId AND d.status = 'pending' AND (d.attempt_count > 0 OR NOT EXISTS (
                    SELECT 1 FROM webhook_deliveries b
                    WHERE b.endpoint_id = d.endpoint_id AND b.escrow_number = d.escrow_number
                        AND b.sequence < d.sequence AND b.ended_at IS NULL AND b.attempt_count = 0))
                ORDER BY d.next_attempt_at, d.escrow_number, d.sequence
                LIMIT @limit
                """,
                new { endpointId, limit }),
            cancellationToken);

    /// <summary>
    /// Writes what attempts came to, all or none: for their deliveries, for the endpoint, and for its other deliveries.
    /// </summary>
    /// <param name="after">The endpoint as it is after all of them.</param>
    /// <param name="mail">Tells the developer that the endpoint was switched off.</param>
    public async Task<AttemptsWritten> WriteAsync(
        StoredEndpoint before,
        WebhookEndpoint after,
        IReadOnlyList<JudgedAttempt> attempts,
        Mail? mail,
        CancellationToken cancellationToken)
    {
        try
        {
            return await database.WriteOnSnapshotAsync(
                async work =>
                {
                    await WriteAsync(work, before.Endpoint.Id, attempts);
                    var kept = await endpoints.ReplaceAsync(work, before, after, before.Secrets)
                        ?? throw new CommitRefusedException(CommitOutcome.Conflict);
                    if (mail is not null) await MailStore.WriteAsync(work, mail);
                    return new AttemptsWritten(new HashSet<int>(), kept);
                },
                cancellationToken);
        }
        catch (KnownAttemptsException known)
        {
            return new AttemptsWritten(known.Places, before);
        }
        catch (CommitRefusedException)
        {
            return new AttemptsWritten(new HashSet<int>(), null);
        }
    }

    /// <summary>Active endpoints that have something due, by id.</summary>
    /// <param name="after">The last id of the page before, "" for the first.</param>
    public Task<IReadOnlyList<string>> ListDueEndpointsAsync(
        DateTimeOffset now, string after, int limit, CancellationToken cancellationToken) =>
        database.QueryAsync(
            work => work.ListAsync<string>(
                """
                SELECT p.id FROM webhook_endpoints p
                WHERE p.is_active = 1 AND p.paused_at IS NULL AND p.id > @after AND EXISTS (
                    SELECT 1 FROM webhook_deliveries d
                    WHERE d.endpoint_id = p.id AND d.status = 'pending' AND d.next_attempt_at <= @now)
                ORDER BY p.id
                LIMIT @limit
                """,
                new { now, after, limit }),
            cancellationToken);

    /// <summary>Removes a bounded number of deliveries that ended before a time, and tells how many.</summary>
    public Task<int> DeleteOldAsync(DateTimeOffset before, int limit, CancellationToken cancellationToken) =>
        database.WriteAsync(
            work => work.ExecuteAsync(
                """
                DELETE FROM webhook_deliveries WHERE id IN (
                    SELECT id FROM webhook_deliveries WHERE ended_at < @before ORDER BY ended_at LIMIT @limit)
                """,
                new { before, limit }),
            cancellationToken);

    private static async Task WriteAsync(Work work, string endpointId, IReadOnlyList<JudgedAttempt> attempts)
    {
        // Compared so that no index is used but that of the id: planned while the table is small, it would be that of
        // all that waits for the endpoint, which is then walked for each attempt.
        var written = await work.ExecuteEachAsync(
            """
            UPDATE webhook_deliveries SET status = @status, failure_reason = @failure, attempt_count = @Number,
                next_attempt_at = @NextAttemptAt, last_response_status = @ResponseStatus, ended_at = @ended
            WHERE id = @DeliveryId AND endpoint_id IS NOT DISTINCT FROM @endpointId AND status = 'pending'
                AND attempt_count = @Number - 1
            """,
            [.. attempts.Select(one => new
            {
                endpointId,
                one.Attempt.DeliveryId,
                one.Attempt.Number,
                one.Attempt.ResponseStatus,
                one.Verdict.NextAttemptAt,
                status = Spelling.Of(one.Verdict.Status),
                failure = one.Verdict.Failure is { } failure ? Spelling.Of(failure) : null,
                ended = one.Verdict.Status == DeliveryStatus.Pending ? null : (DateTimeOffset?)one.Attempt.EndedAt,
            })]);
        var known = Enumerable.Range(0, attempts.Count).Where(place => written[place] == 0).ToHashSet();
        if (known.Count > 0) throw new KnownAttemptsException(known);
        await work.ExecuteEachAsync(
            """
            INSERT INTO webhook_attempts (delivery_id, number, trigger, started_at, duration_ms, response_status, error,
                response_body)
            VALUES (@DeliveryId, @Number, @trigger, @StartedAt, @duration, @ResponseStatus, @error, @ResponseBody)
            """,
            [.. attempts.Select(one => new
            {
                one.Attempt.DeliveryId,
                one.Attempt.Number,
                one.Attempt.StartedAt,
                one.Attempt.ResponseStatus,
                one.Attempt.ResponseBody,
                trigger = Spelling.Of(one.Attempt.Trigger),
                duration = (long)one.Attempt.Duration.TotalMilliseconds,
                error = one.Attempt.Error is { } error ? Spelling.Of(error) : null,
            })]);
    }

    /// <summary>Undoes a write of which some attempts are written already.</summary>
    private sealed class KnownAttemptsException(IReadOnlySet<int> places) : Exception
    {
        public IReadOnlySet<int> Places => places;
    }
}

/// <summary>An attempt, and what follows from it.</summary>
public sealed record JudgedAttempt(EndedAttempt Attempt, DeliveryVerdict Verdict);

/// <summary>What became of writing attempts.</summary>
/// <param name="Known">
/// The places of those that were written before, or whose delivery has ended. Where there is one, nothing was written.
/// </param>
/// <param name="Endpoint">
/// The endpoint as it is kept now; null when somebody else changed it and nothing was written.
/// </param>
public sealed record AttemptsWritten(IReadOnlySet<int> Known, StoredEndpoint? Endpoint);
