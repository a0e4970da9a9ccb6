using System.Text.Json;
using Dhmad.Domain.Accounts;

namespace Dhmad.Storage.Accounts;

/// <summary>The outbox of mails; in the sandbox also the inbox that everyone reads.</summary>
public sealed class MailStore(Database database)
{
    private const int MaxDeletedAtOnce = 500;

    /// <summary>Writes a mail in the transaction of its cause.</summary>
    public static Task WriteAsync(Work work, Mail mail) => work.ExecuteAsync(
        """
        INSERT INTO mails (id, recipient, subject, body, links, code, created_at)
        VALUES (@Id, @To, @Subject, @Text, @links, @Code, @CreatedAt)
        """,
        new
        {
            mail.Id,
            mail.To,
            mail.Subject,
            mail.Text,
            links = JsonSerializer.Serialize(mail.Links),
            mail.Code,
            mail.CreatedAt,
        });

    /// <summary>Newest first; <paramref name="before"/> is where the page before ended.</summary>
    public Task<MailPage> PageAsync(
        string? recipient, Cursor? before, int limit, CancellationToken cancellationToken) =>
        database.QueryAsync(
            async work =>
            {
                var rows = await work.ListAsync<Row>(
                    $"""
                    SELECT id AS Id, recipient AS Recipient, subject AS Subject, body AS Body, links AS Links,
                        code AS Code, created_at AS CreatedAt
                    FROM mails
                    WHERE {(recipient is null ? "1 = 1" : "recipient = @recipient")}
                        AND {(before is null ? "1 = 1" : "(created_at, id) < (@at, @id)")}
                    ORDER BY created_at DESC, id DESC
                    LIMIT @limit
                    """,
                    new { recipient, at = before?.At.ToUnixTimeMilliseconds(), id = before?.Id, limit = limit + 1 });
                var mails = rows.Take(limit).Select(row => row.ToMail()).ToList();
                return new MailPage(mails, rows.Count > limit ? new Cursor(mails[^1].CreatedAt, mails[^1].Id) : null);
            },
            cancellationToken);

    /// <summary>
    /// Removes a bounded number of mails that are no longer kept, and those of the last one's millisecond, and tells
    /// how many.
    /// </summary>
    public Task<int> DeleteOldAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async work =>
                await DeleteAsync(work, "code IS NOT NULL AND created_at < @before", now - Mail.CodeKept)
                + await DeleteAsync(work, "created_at < @before", now - Mail.Kept),
            cancellationToken);

    /// <summary>
    /// A range of an index and no join with what is found: its size is guessed, and may be taken for a third of all.
    /// </summary>
    private static Task<int> DeleteAsync(Work work, string which, DateTimeOffset before) => work.ExecuteAsync(
        $"""
        DELETE FROM mails WHERE {which} AND created_at <= (
            SELECT max(created_at) FROM (
                SELECT created_at FROM mails WHERE {which} ORDER BY created_at LIMIT @limit) AS oldest)
        """,
        new { before, limit = MaxDeletedAtOnce });

    private sealed record Row
    {
        public string Id { get; init; } = "";

        public string Recipient { get; init; } = "";

        public string Subject { get; init; } = "";

        public string Body { get; init; } = "";

        public string Links { get; init; } = "";

        public string? Code { get; init; }

        public DateTimeOffset CreatedAt { get; init; }

        public Mail ToMail() =>
            new(Id, Recipient, Subject, Body, JsonSerializer.Deserialize<string[]>(Links)!, Code, CreatedAt);
    }
}

/// <summary>A page of mails, and where the next one starts.</summary>
public sealed record MailPage(IReadOnlyList<Mail> Mails, Cursor? Next);
