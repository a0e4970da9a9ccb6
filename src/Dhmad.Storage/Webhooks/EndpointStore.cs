using Dhmad.Domain.Escrows;
using Dhmad.Domain.Webhooks;

namespace Dhmad.Storage.Webhooks;

/// <summary>Endpoints with their sealed secrets, and what they listen to.</summary>
public sealed class EndpointStore(Database database, Sealer sealer)
{
    private readonly SecretBox box = new(sealer);

    /// <summary>Null when there is none, or it was deleted.</summary>
    public Task<StoredEndpoint?> FindAsync(string id, CancellationToken cancellationToken) =>
        database.QueryAsync(
            async work => (await work.FirstAsync<EndpointRow>(
                $"SELECT {EndpointRow.Columns} FROM webhook_endpoints WHERE id = @id AND deleted_at IS NULL",
                new { id }))?.ToStored(box),
            cancellationToken);

    /// <summary>Oldest first; there are at most as many as a developer may have.</summary>
    public Task<IReadOnlyList<WebhookEndpoint>> ListAsync(string developerId, CancellationToken cancellationToken) =>
        database.QueryAsync(
            async work => (IReadOnlyList<WebhookEndpoint>)
                [.. (await ListAsync(work, developerId)).Select(row => row.ToEndpoint())],
            cancellationToken);

    /// <summary>Every secret that signs for a developer now: one or two for each endpoint.</summary>
    public Task<IReadOnlyList<EndpointSecrets>> ListSecretsAsync(
        string developerId, CancellationToken cancellationToken) =>
        database.QueryAsync(
            async work => (IReadOnlyList<EndpointSecrets>)
                [.. (await ListAsync(work, developerId)).Select(row => row.ToStored(box).Secrets)],
            cancellationToken);

    /// <summary>False when the developer has as many as one can have; nothing is written then.</summary>
    public Task<bool> AddAsync(
        WebhookEndpoint endpoint,
        EndpointSecrets secrets,
        int maxPerDeveloper,
        IdempotencyRecord? idempotency,
        CancellationToken cancellationToken) =>
        database.WriteAsync(
            async work =>
            {
                var count = await work.FirstAsync<int>(
                    "SELECT count(*) FROM webhook_endpoints WHERE developer_id = @DeveloperId AND deleted_at IS NULL",
                    new { endpoint.DeveloperId });
                if (count >= maxPerDeveloper) return false;
                await WriteAsync(work, endpoint, secrets);
                await IdempotencyStore.WriteAsync(work, idempotency, endpoint.CreatedAt);
                return true;
            },
            cancellationToken);

    /// <summary>Writes a new endpoint in somebody's transaction.</summary>
    public async Task WriteAsync(Work work, WebhookEndpoint endpoint, EndpointSecrets secrets)
    {
        await work.ExecuteAsync(
            """
            INSERT INTO webhook_endpoints (id, version, developer_id, url, events, secret, previous_secret,
                overlap_until_at, is_active, paused_at, disabled_reason, failure_count, first_failure_at,
                last_triggered_at, last_response_status, created_at, updated_at)
            VALUES (@Id, @Version, @DeveloperId, @Url, @Events, @Secret, @PreviousSecret,
                @OverlapUntil, @IsActive, @PausedAt, @DisabledReason, @FailureCount, @FirstFailureAt,
                @LastTriggeredAt, @LastResponseStatus, @CreatedAt, @UpdatedAt)
            """,
            EndpointRow.Of(endpoint, secrets, version: 1, box));
        await Subscriptions.OpenAsync(work, endpoint, endpoint.CreatedAt);
    }

    /// <summary>
    /// Writes an endpoint as it is after a change, and what follows for its subscriptions and deliveries.
    /// </summary>
    /// <returns>The endpoint as it is kept now; null when somebody else changed it since it was read.</returns>
    public Task<StoredEndpoint?> ChangeAsync(
        StoredEndpoint before,
        WebhookEndpoint after,
        EndpointSecrets secrets,
        IdempotencyRecord? idempotency,
        CancellationToken cancellationToken) =>
        database.WriteAsync(
            async work =>
            {
                var changed = await ReplaceAsync(work, before, after, secrets);
                if (changed is not null) await IdempotencyStore.WriteAsync(work, idempotency, after.UpdatedAt);
                return changed;
            },
            cancellationToken);

    /// <summary>
    /// Forgets an endpoint and its secrets; its pending deliveries end. False when somebody else changed it.
    /// </summary>
    public Task<bool> DeleteAsync(StoredEndpoint before, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async work =>
            {
                var id = before.Endpoint.Id;
                var deleted = await work.ExecuteAsync(
                    """
                    UPDATE webhook_endpoints SET version = version + 1, is_active = 0, secret = NULL,
                        previous_secret = NULL, overlap_until_at = NULL, deleted_at = @now
                    WHERE id = @id AND version = @Version AND deleted_at IS NULL
                    """,
                    new { id, before.Version, now });
                if (deleted == 0) return false;
                await Subscriptions.CloseAsync(work, id, now);
                await Backlog.EndAsync(work, id, DeliveryFailure.EndpointDeleted, now);
                return true;
            },
            cancellationToken);

    /// <summary>Ends what is still pending of an endpoint that is off; a bounded number in each transaction.</summary>
    public async Task EndBacklogAsync(
        string id, DeliveryFailure failure, DateTimeOffset now, CancellationToken cancellationToken)
    {
        int ended;
        do
        {
            ended = await database.WriteAsync(
                work => Backlog.EndAsync(work, id, failure, now), cancellationToken);
        }
        while (ended == Backlog.MaxEndedAtOnce);
    }

    /// <summary>
    /// Removes a bounded number of ended subscriptions that no event waits for any more, and tells how many.
    /// </summary>
    public Task<int> DeleteOldSubscriptionsAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        database.WriteAsync(work => Subscriptions.DeleteOldAsync(work, now), cancellationToken);

    /// <summary>Where the developer of an endpoint is written to.</summary>
    public Task<string?> FindMailAddressAsync(string developerId, CancellationToken cancellationToken) =>
        database.QueryAsync(
            work => work.FirstAsync<string>(
                "SELECT email FROM developers WHERE id = @developerId", new { developerId }),
            cancellationToken);

    /// <summary>A change in somebody's transaction.</summary>
    internal async Task<StoredEndpoint?> ReplaceAsync(
        Work work, StoredEndpoint before, WebhookEndpoint after, EndpointSecrets secrets)
    {
        var replaced = await work.ExecuteAsync(
            """
            UPDATE webhook_endpoints SET version = @Version + 1, url = @Url, events = @Events, secret = @Secret,
                previous_secret = @PreviousSecret, overlap_until_at = @OverlapUntil, is_active = @IsActive,
                paused_at = @PausedAt, disabled_reason = @DisabledReason, failure_count = @FailureCount,
                first_failure_at = @FirstFailureAt, last_triggered_at = @LastTriggeredAt,
                last_response_status = @LastResponseStatus, updated_at = @UpdatedAt
            WHERE id = @Id AND version = @Version AND deleted_at IS NULL
            """,
            EndpointRow.Of(after, secrets, before.Version, box));
        if (replaced == 0) return null;
        await FollowAsync(work, before.Endpoint, after);
        return new StoredEndpoint(after, secrets, before.Version + 1);
    }

    private static async Task FollowAsync(Work work, WebhookEndpoint before, WebhookEndpoint after)
    {
        var now = after.UpdatedAt;
        if (before.IsActive != after.IsActive || !before.Events.SequenceEqual(after.Events))
        {
            await Subscriptions.CloseAsync(work, after.Id, now);
            if (after.IsActive) await Subscriptions.OpenAsync(work, after, now);
        }

        if (before.IsActive && !after.IsActive)
            await Backlog.EndAsync(work, after.Id, after.FailureOfPending, now);
    }

    private static Task<IReadOnlyList<EndpointRow>> ListAsync(Work work, string developerId) =>
        work.ListAsync<EndpointRow>(
            $"""
            SELECT {EndpointRow.Columns} FROM webhook_endpoints
            WHERE developer_id = @developerId AND deleted_at IS NULL
            ORDER BY created_at, id
            """,
            new { developerId });
}
