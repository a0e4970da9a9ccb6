using Dhmad.Domain.Accounts;

namespace Dhmad.Storage.Accounts;

/// <summary>Developer tokens by their hash.</summary>
public sealed class TokenStore(Database database)
{
    private const int OldRowsAtOnce = 100;

    public Task AddAsync(DeveloperToken token, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async work =>
            {
                await work.ExecuteAsync(
                    """
                    DELETE FROM developer_tokens WHERE token_hash IN
                        (SELECT token_hash FROM developer_tokens WHERE expires_at < @CreatedAt LIMIT @limit)
                    """,
                    new { token.CreatedAt, limit = OldRowsAtOnce });
                await work.ExecuteAsync(
                    """
                    INSERT INTO developer_tokens (token_hash, developer_id, created_at, expires_at)
                    VALUES (@TokenHash, @DeveloperId, @CreatedAt, @ExpiresAt)
                    """,
                    token);
            },
            cancellationToken);

    /// <summary>The developer whose unexpired token it is, or null.</summary>
    public Task<string?> FindDeveloperAsync(
        string tokenHash, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.QueryAsync(
            work => work.FirstAsync<string>(
                "SELECT developer_id FROM developer_tokens WHERE token_hash = @tokenHash AND expires_at > @now",
                new { tokenHash, now }),
            cancellationToken);

    public Task EndAsync(string tokenHash, CancellationToken cancellationToken) =>
        database.WriteAsync(
            work => work.ExecuteAsync("DELETE FROM developer_tokens WHERE token_hash = @tokenHash", new { tokenHash }),
            cancellationToken);
}
