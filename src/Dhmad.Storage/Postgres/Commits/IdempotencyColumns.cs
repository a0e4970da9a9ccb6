using Dhmad.Domain.Escrows;

namespace Dhmad.Storage.Postgres.Commits;

/// <summary>Answers that fill claimed keys.</summary>
internal sealed class IdempotencyColumns
{
    private static readonly string Fill =
        $"""
        WITH changed AS (
            UPDATE idempotency_keys SET status = u.status, content_type = u.content_type, body = u.body,
                is_secret = u.is_secret, stored_at = coalesce(u.stored_at, idempotency_keys.claimed_at)
            FROM {BatchStatement.Unnest("scope, key, status, content_type, body, is_secret, stored_at, claim_id")} AS u
            WHERE idempotency_keys.scope = u.scope AND idempotency_keys.key = u.key
                AND idempotency_keys.claim_id = u.claim_id AND idempotency_keys.status IS NULL
            RETURNING 1)
        SELECT expect_rows(count(*), cardinality($1)) FROM changed
        """;

    private readonly List<string?> scopes;
    private readonly List<string?> keys;
    private readonly List<long?> statuses;
    private readonly List<string?> contentTypes;
    private readonly List<byte[]?> bodies;
    private readonly List<long?> areSecret;
    private readonly List<long?> storedTimes;
    private readonly List<string?> claims;

    public IdempotencyColumns()
    {
        (scopes, keys, statuses) = (Statement.Texts(), Statement.Texts(), Statement.Numbers());
        (contentTypes, bodies) = (Statement.Texts(), Statement.Blobs());
        (areSecret, storedTimes, claims) = (Statement.Numbers(), Statement.Numbers(), Statement.Texts());
    }

    public BatchStatement Statement { get; } = new(Fill);

    /// <param name="storedAt">Real time of the effect; without it the time of the claim.</param>
    public void Add(IdempotencyRecord record, DateTimeOffset? storedAt)
    {
        scopes.Add(record.Claim.Scope);
        keys.Add(record.Claim.Key);
        statuses.Add(record.Status);
        contentTypes.Add(record.ContentType);
        bodies.Add(record.Body);
        areSecret.Add(record.IsSecret ? 1 : 0);
        storedTimes.Add(storedAt?.ToUnixTimeMilliseconds());
        claims.Add(record.Claim.ClaimId.ToString());
        Statement.Rows++;
    }
}
