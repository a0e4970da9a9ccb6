using System.Text;
using Dhmad.Domain;
using Dhmad.Domain.Escrows;

namespace Dhmad.Storage;

/// <summary>
/// Idempotency keys: claimed before a request runs, filled in the commit of its effect, freed when it had none.
/// </summary>
public sealed class IdempotencyStore(Database database, IdSource ids, Sealer sealer)
{
    /// <summary>How long an answer is kept, counted from the first success in real time.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromHours(24);

    /// <summary>After this a claim whose request never ended may be taken over.</summary>
    public static readonly TimeSpan ClaimLifetime = TimeSpan.FromSeconds(60);

    private const int MaxDeletedAtOnce = 500;
    private const byte FirstByteOfJson = (byte)'{';

    private const string Claim =
        """
        INSERT INTO idempotency_keys (scope, key, request_hash, claim_id, claimed_at)
        VALUES (@Scope, @Key, @requestHash, @ClaimId, @now)
        """;

    private const string Fill =
        """
        UPDATE idempotency_keys SET status = @Status, content_type = @ContentType, body = @Body,
            is_secret = @IsSecret, stored_at = coalesce(@StoredAt, claimed_at)
        WHERE scope = @Scope AND key = @Key AND claim_id = @ClaimId AND status IS NULL
        """;

    private const string Taken =
        """
        SELECT request_hash AS RequestHash, claim_id AS ClaimId, claimed_at AS ClaimedAt, status AS Status,
            content_type AS ContentType, body AS Body, is_secret AS IsSecret, stored_at AS StoredAt
        FROM idempotency_keys WHERE scope = @scope AND key = @key
        """;

    /// <param name="scope">The API key, developer or operator whose keys these are.</param>
    /// <param name="requestHash">SHA-256 over method, path with query and body, in hex.</param>
    /// <param name="now">Real time.</param>
    public async Task<IdempotencyAnswer> ClaimAsync(
        string scope, string key, string requestHash, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var claim = new IdempotencyClaim(scope, key, ids.NewUuid());
        var claimed = new { claim.Scope, claim.Key, requestHash, claim.ClaimId, now };
        var isFirst = await database.WriteTogetherAsync(
            $"{Claim} ON CONFLICT (scope, key) DO NOTHING", claimed, cancellationToken) == 1;
        if (isFirst) return new IdempotencyAnswer.Claimed(claim);
        return await database.WriteAsync(
            async work =>
            {
                var row = await work.FirstAsync<Row>(Taken, new { scope, key });
                if (row is not null && row.ClaimId != claim.ClaimId && !row.IsFree(now))
                    return Answer(row, claim, requestHash);
                await work.ExecuteAsync(
                    $"""
                    {Claim} ON CONFLICT (scope, key) DO UPDATE SET request_hash = excluded.request_hash,
                        claim_id = excluded.claim_id, claimed_at = excluded.claimed_at,
                        status = NULL, content_type = NULL, body = NULL, is_secret = 0, stored_at = NULL
                    """,
                    claimed);
                return new IdempotencyAnswer.Claimed(claim);
            },
            cancellationToken);
    }

    /// <summary>
    /// Stores the answer of a call whose own commits did not;
    /// harmless when they did, or when the claim was lost meanwhile.
    /// </summary>
    public Task StoreAsync(IdempotencyRecord record, DateTimeOffset storedAt, CancellationToken cancellationToken)
    {
        JudgeSealed(record);
        return database.WriteTogetherAsync(Fill, Filled.By(record, storedAt), cancellationToken);
    }

    /// <summary>Frees a claim whose request had no effect, so that a repeat runs again.</summary>
    public Task ReleaseAsync(IdempotencyClaim claim, CancellationToken cancellationToken) =>
        database.WriteTogetherAsync(
            """
            DELETE FROM idempotency_keys
            WHERE scope = @Scope AND key = @Key AND claim_id = @ClaimId AND status IS NULL
            """,
            claim,
            cancellationToken);

    /// <summary>A record whose body holds a secret, sealed; a repeat gets it in the clear again.</summary>
    public IdempotencyRecord Secret(IdempotencyClaim claim, int status, string contentType, byte[] body) =>
        new(claim, status, contentType, sealer.Seal(body, Purpose(claim.Scope, claim.Key)), IsSecret: true);

    /// <summary>Fills the claimed key in the transaction of the effect; null fills nothing.</summary>
    /// <param name="storedAt">Real time of the effect; without it the time of the claim.</param>
    /// <exception cref="CommitRefusedException">
    /// The claim was lost to another request: the whole write must be undone.
    /// </exception>
    public static async Task WriteAsync(Work work, IdempotencyRecord? record, DateTimeOffset? storedAt = null)
    {
        if (record is null) return;
        JudgeSealed(record);
        if (await work.ExecuteAsync(Fill, Filled.By(record, storedAt)) == 0)
            throw new CommitRefusedException(CommitOutcome.ClaimLost);
    }

    /// <summary>No secret reaches the rows unsealed.</summary>
    internal static void JudgeSealed(IdempotencyRecord record)
    {
        if (record.IsSecret && record.Body is [FirstByteOfJson, ..])
            throw new InvalidOperationException($"A secret answer is kept only as {nameof(Secret)} makes it.");
    }

    /// <summary>Removes a bounded number of keys that are no longer kept, and tells how many.</summary>
    public Task<int> DeleteOldAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        database.WriteAsync(
            work => work.ExecuteAsync(
                """
                DELETE FROM idempotency_keys WHERE (scope, key) IN (
                    SELECT scope, key FROM idempotency_keys
                    WHERE claimed_at <= @before ORDER BY claimed_at LIMIT @limit)
                """,
                new { before = now - Kept - ClaimLifetime, limit = MaxDeletedAtOnce }),
            cancellationToken);

    private IdempotencyAnswer Answer(Row row, IdempotencyClaim claim, string requestHash)
    {
        if (row.RequestHash != requestHash) return new IdempotencyAnswer.Reused();
        if (row.Status is not { } status) return new IdempotencyAnswer.InProgress();
        var body = row.IsSecret == 1 ? sealer.Open(row.Body, Purpose(claim.Scope, claim.Key)) : row.Body!;
        return new IdempotencyAnswer.Replay((int)status, row.ContentType!, body);
    }

    private static string Purpose(string scope, string key) =>
        $"idempotency:{scope}:{Convert.ToHexStringLower(Encoding.UTF8.GetBytes(key))}";

    private sealed record Filled(
        string Scope,
        string Key,
        Guid ClaimId,
        int Status,
        string ContentType,
        byte[] Body,
        bool IsSecret,
        DateTimeOffset? StoredAt)
    {
        public static Filled By(IdempotencyRecord record, DateTimeOffset? storedAt) => new(
            record.Claim.Scope,
            record.Claim.Key,
            record.Claim.ClaimId,
            record.Status,
            record.ContentType,
            record.Body,
            record.IsSecret,
            storedAt);
    }

    private sealed class Row
    {
        public string RequestHash { get; init; } = "";

        public Guid ClaimId { get; init; }

        public DateTimeOffset ClaimedAt { get; init; }

        public long? Status { get; init; }

        public string? ContentType { get; init; }

        public byte[]? Body { get; init; }

        public long IsSecret { get; init; }

        public DateTimeOffset? StoredAt { get; init; }

        public bool IsFree(DateTimeOffset now) =>
            StoredAt is { } stored ? now >= stored + Kept : now >= ClaimedAt + ClaimLifetime;
    }
}
