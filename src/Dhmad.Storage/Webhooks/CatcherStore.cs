using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Dhmad.Domain;
using Dhmad.Domain.Webhooks;

namespace Dhmad.Storage.Webhooks;

/// <summary>What came to the developers' catchers of the sandbox; the last requests of each are kept.</summary>
public sealed class CatcherStore(Database database, Sealer sealer)
{
    /// <summary>Requests kept of each developer.</summary>
    public const int MaxKept = 500;

    private const int TagBytes = 16;

    /// <summary>How often a request may find its number taken; somebody else was kept each time.</summary>
    private const int MaxTries = 1000;

    /// <summary>
    /// What a developer's catcher is reached by: whose it is, and a tag that nobody else can make. It is the secret
    /// that lets one read what was caught, and nothing has to be kept for it.
    /// </summary>
    public string TokenOf(string developerId) =>
        developerId + Convert.ToHexStringLower(sealer.Derive("catcher:" + developerId, TagBytes));

    /// <summary>Whose token it is, or null when it is nobody's.</summary>
    public string? DeveloperOf(string? token)
    {
        if (token is not { Length: > ObjectId.Length }) return null;
        if (!ObjectId.TryRead(token[..ObjectId.Length], out var id)) return null;
        var expected = Encoding.UTF8.GetBytes(TokenOf(id));
        return CryptographicOperations.FixedTimeEquals(expected, Encoding.UTF8.GetBytes(token)) ? id : null;
    }

    /// <summary>
    /// Keeps a request, finds whether it is a duplicate or late, and drops the oldest beyond what is kept.
    /// </summary>
    public async Task AddAsync(string developerId, CaughtRequest request, CancellationToken cancellationToken)
    {
        var number = await NumberAsync(developerId, request, cancellationToken);
        await database.WriteOneAsync(
            work => work.ExecuteAsync(
                "DELETE FROM caught_requests WHERE developer_id = @developerId AND number <= @last",
                new { developerId, last = number - MaxKept }),
            cancellationToken);
    }

    /// <summary>Newest first.</summary>
    /// <param name="before">The number where the page before ended, or null.</param>
    public Task<IReadOnlyList<(long Number, CaughtRequest Request)>> ListAsync(
        string developerId, long? before, int limit, CancellationToken cancellationToken) =>
        database.QueryAsync(
            async work =>
            {
                var rows = await work.ListAsync<CaughtRow>(
                    $"""
                    SELECT {CaughtRow.Columns} FROM caught_requests
                    WHERE developer_id = @developerId AND number < @before
                    ORDER BY number DESC
                    LIMIT @limit
                    """,
                    new { developerId, before = before ?? long.MaxValue, limit });
                return (IReadOnlyList<(long, CaughtRequest)>)[.. rows.Select(row => (row.Number, row.ToRequest()))];
            },
            cancellationToken);

    /// <summary>
    /// Requests come beside each other: of those that take one number, one gets it and the others take the next.
    /// </summary>
    private async Task<long> NumberAsync(
        string developerId, CaughtRequest request, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < MaxTries; attempt++)
        {
            if (await InsertAsync(developerId, request, cancellationToken) is { } number) return number;
        }

        throw new DatabaseUnavailableException("Too many requests are caught at one time.");
    }

    /// <summary>Null when the number it took was taken meanwhile; its own when it is kept already.</summary>
    private async Task<long?> InsertAsync(
        string developerId, CaughtRequest request, CancellationToken cancellationToken) =>
        await database.WriteOneAsync(
            work => work.FirstAsync<long?>(
                """
                INSERT INTO caught_requests (id, developer_id, number, received_at, headers, body, webhook_id,
                    escrow_id, sequence, signature_ok, standard_signature_ok, timestamp_ok, sequence_ok,
                    is_duplicate)
                SELECT @Id, @developerId, 1 + coalesce(max(number), 0), @ReceivedAt, @headers, @Body, @WebhookId,
                    @EscrowId, @Sequence, @SignatureOk, @StandardSignatureOk, @TimestampOk,
                    CASE WHEN @Sequence IS NULL THEN NULL ELSE CAST(NOT EXISTS (
                        SELECT 1 FROM caught_requests
                        WHERE developer_id = @developerId AND escrow_id = @EscrowId AND sequence > @Sequence)
                        AS INTEGER) END,
                    CAST(EXISTS (
                        SELECT 1 FROM caught_requests
                        WHERE developer_id = @developerId AND webhook_id = @WebhookId) AS INTEGER)
                FROM caught_requests WHERE developer_id = @developerId
                ON CONFLICT DO NOTHING
                RETURNING number
                """,
                new
                {
                    developerId,
                    headers = JsonSerializer.Serialize(request.Headers),
                    request.Id,
                    request.ReceivedAt,
                    request.Body,
                    request.WebhookId,
                    request.EscrowId,
                    request.Sequence,
                    request.SignatureOk,
                    request.StandardSignatureOk,
                    request.TimestampOk,
                }),
            cancellationToken)
        ?? await database.QueryAsync(
            work => work.FirstAsync<long?>("SELECT number FROM caught_requests WHERE id = @Id", new { request.Id }),
            cancellationToken);
}
