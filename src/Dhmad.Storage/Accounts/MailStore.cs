using System.Text.Json;
using Dhmad.Domain.Accounts;

namespace Dhmad.Storage.Accounts;

/// <summary>The outbox of mails; in the sandbox also the inbox that everyone reads.</summary>
public sealed class MailStore(Database database)
{
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
