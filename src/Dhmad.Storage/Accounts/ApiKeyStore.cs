using Dhmad.Domain.Accounts;
using Dhmad.Domain.Escrows;

namespace Dhmad.Storage.Accounts;

/// <summary>API keys by the hash of the whole key, which is all that is kept of it.</summary>
public sealed class ApiKeyStore(Database database)
{
    public Task<ApiKey?> FindAsync(string keyHash, CancellationToken cancellationToken) =>
        database.QueryAsync(
            async work => (await work.FirstAsync<ApiKeyRow>(
                $"SELECT {ApiKeyRow.Columns} FROM api_keys WHERE key_hash = @keyHash", new { keyHash }))?.ToKey(),
            cancellationToken);

    /// <summary>
    /// The hash under which a developer's key is reached now, or null when the developer has no such key.
    /// </summary>
    public Task<string?> FindHashAsync(string developerId, string id, CancellationToken cancellationToken) =>
        database.QueryAsync(
            work => work.FirstAsync<string>(
                "SELECT key_hash FROM api_keys WHERE id = @id AND developer_id = @developerId",
                new { developerId, id }),
            cancellationToken);

    /// <summary>Oldest first; there are at most <see cref="ApiKey.MaxPerDeveloper"/>.</summary>
    public Task<IReadOnlyList<ApiKey>> ListAsync(string developerId, CancellationToken cancellationToken) =>
        database.QueryAsync(
            async work =>
            {
                var rows = await work.ListAsync<ApiKeyRow>(
                    $"""
                    SELECT {ApiKeyRow.Columns} FROM api_keys
                    WHERE developer_id = @developerId ORDER BY created_at, id
                    """,
                    new { developerId });
                return (IReadOnlyList<ApiKey>)[.. rows.Select(row => row.ToKey())];
            },
            cancellationToken);

    /// <summary>False when the developer has as many as one can have; nothing is written then.</summary>
    public Task<bool> AddAsync(
        ApiKey key, string keyHash, IdempotencyRecord? idempotency, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async work =>
            {
                var count = await work.FirstAsync<int>(
                    "SELECT count(*) FROM api_keys WHERE developer_id = @DeveloperId", new { key.DeveloperId });
                if (count >= ApiKey.MaxPerDeveloper) return false;
                await WriteAsync(work, key, keyHash);
                await IdempotencyStore.WriteAsync(work, idempotency);
                return true;
            },
            cancellationToken);

    /// <summary>Writes a new key in somebody's transaction.</summary>
    public static Task WriteAsync(Work work, ApiKey key, string keyHash) => work.ExecuteAsync(
        """
        INSERT INTO api_keys
            (id, developer_id, key_hash, name, key_prefix, environment, is_active, last_used_at, expires_at, rate_limit,
             metadata, created_at)
        VALUES
            (@Id, @DeveloperId, @KeyHash, @Name, @KeyPrefix, @Environment, @IsActive, @LastUsedAt, @ExpiresAt,
             @RateLimit, @Metadata, @CreatedAt)
        """,
        ApiKeyRow.Of(key, keyHash));

    /// <summary>What a developer may change of a key; false when the hash is no longer one.</summary>
    public Task<bool> ChangeAsync(string keyHash, ApiKey key, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async work => await work.ExecuteAsync(
                """
                UPDATE api_keys
                SET name = @Name, is_active = @IsActive, expires_at = @ExpiresAt, rate_limit = @RateLimit,
                    metadata = @Metadata
                WHERE key_hash = @KeyHash
                """,
                ApiKeyRow.Of(key, keyHash)) == 1,
            cancellationToken);

    /// <summary>Puts another key in its place, which was never used; false when the hash is no longer a key.</summary>
    public Task<bool> ReplaceAsync(
        string keyHash,
        string newHash,
        string keyPrefix,
        IdempotencyRecord? idempotency,
        CancellationToken cancellationToken) =>
        database.WriteAsync(
            async work =>
            {
                var replaced = await work.ExecuteAsync(
                    """
                    UPDATE api_keys SET key_hash = @newHash, key_prefix = @keyPrefix, last_used_at = NULL
                    WHERE key_hash = @keyHash
                    """,
                    new { keyHash, newHash, keyPrefix });
                if (replaced == 0) return false;
                await IdempotencyStore.WriteAsync(work, idempotency);
                return true;
            },
            cancellationToken);

    public Task<bool> DeleteAsync(string keyHash, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async work => await work.ExecuteAsync(
                "DELETE FROM api_keys WHERE key_hash = @keyHash", new { keyHash }) == 1,
            cancellationToken);

    public Task TouchAsync(string keyHash, DateTimeOffset usedAt, CancellationToken cancellationToken) =>
        database.WriteAsync(
            work => work.ExecuteAsync(
                "UPDATE api_keys SET last_used_at = @usedAt WHERE key_hash = @keyHash", new { keyHash, usedAt }),
            cancellationToken);
}
