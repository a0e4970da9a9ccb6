using Dhmad.Domain.Accounts;
using Dhmad.Domain.Escrows;

namespace Dhmad.Storage.Accounts;

/// <summary>Which user is linked to which developer, and the mailed links that lead there.</summary>
public sealed class AssociationStore(Database database)
{
    private const int MaxDeletedAtOnce = 500;

    /// <summary>Writes a link with its mail; an earlier link of this developer ends.</summary>
    public Task<InviteOutcome> InviteAsync(
        AssociationLink link, Mail mail, IdempotencyRecord? idempotency, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async work =>
            {
                var user = await UserRows.FindAsync(work, link.Email);
                if (user is null) return InviteOutcome.UserUnknown;
                if (await HasUserAsync(work, link.DeveloperId)) return InviteOutcome.AlreadyAssociated;
                if (await HasDeveloperAsync(work, user.Id)) return InviteOutcome.UserAssociatedElsewhere;
                await EndLinksAsync(work, link.DeveloperId, link.CreatedAt);
                await work.ExecuteAsync(
                    """
                    INSERT INTO association_links (link_hash, developer_id, email, created_at, expires_at)
                    VALUES (@LinkHash, @DeveloperId, @Email, @CreatedAt, @ExpiresAt)
                    """,
                    link);
                await MailStore.WriteAsync(work, mail);
                await IdempotencyStore.WriteAsync(work, idempotency);
                return InviteOutcome.Done;
            },
            cancellationToken);

    /// <summary>The link that can still be followed, or null.</summary>
    public Task<AssociationLink?> FindLinkAsync(
        string linkHash, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.QueryAsync(work => FindLinkAsync(work, linkHash, now), cancellationToken);

    public Task<PendingAssociation?> FindPendingAsync(
        string developerId, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.QueryAsync(
            async work =>
            {
                var link = await work.FirstAsync<AssociationLink>(
                    $"{SelectLink} WHERE developer_id = @developerId {Usable} ORDER BY created_at DESC LIMIT 1",
                    new { developerId, now });
                return link is null ? null : new PendingAssociation(link.Email, link.ExpiresAt);
            },
            cancellationToken);

    /// <summary>The developer a user is associated with, or null.</summary>
    public Task<string?> FindDeveloperAsync(string userId, CancellationToken cancellationToken) =>
        database.QueryAsync(
            work => work.FirstAsync<string>(
                "SELECT developer_id FROM associations WHERE user_id = @userId AND until_at IS NULL", new { userId }),
            cancellationToken);

    /// <summary>Uses a link up and associates its user.</summary>
    public Task<InviteOutcome> AssociateAsync(
        string id, string linkHash, Person user, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async work =>
            {
                var link = await FindLinkAsync(work, linkHash, now);
                if (link is null || link.Email != user.Email) return InviteOutcome.LinkEnded;
                if (await HasUserAsync(work, link.DeveloperId)) return InviteOutcome.AlreadyAssociated;
                if (await HasDeveloperAsync(work, user.Id!)) return InviteOutcome.UserAssociatedElsewhere;
                await EndLinksAsync(work, link.DeveloperId, now);
                await WriteAsync(work, id, link.DeveloperId, user.Id!, now);
                return InviteOutcome.Done;
            },
            cancellationToken);

    /// <summary>Writes an association in somebody's transaction.</summary>
    public static Task WriteAsync(Work work, string id, string developerId, string userId, DateTimeOffset since) =>
        work.ExecuteAsync(
            """
            INSERT INTO associations (id, developer_id, user_id, since_at) VALUES (@id, @developerId, @userId, @since)
            """,
            new { id, developerId, userId, since });

    /// <summary>Ends the association and its pending links, if there are any.</summary>
    public Task EndAsync(string developerId, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async work =>
            {
                await EndLinksAsync(work, developerId, now);
                await work.ExecuteAsync(
                    """
                    UPDATE associations SET until_at = CASE WHEN since_at > @now THEN since_at ELSE @now END
                    WHERE developer_id = @developerId AND until_at IS NULL
                    """,
                    new { developerId, now });
            },
            cancellationToken);

    /// <summary>
    /// Removes a bounded number of links that expired a while ago, and those of the last one's millisecond, and tells
    /// how many.
    /// </summary>
    public Task<int> DeleteOldLinksAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        database.WriteAsync(
            work => work.ExecuteAsync(
                """
                DELETE FROM association_links WHERE expires_at <= (
                    SELECT max(expires_at) FROM (
                        SELECT expires_at FROM association_links
                        WHERE expires_at < @before ORDER BY expires_at LIMIT @limit) AS oldest)
                """,
                new { before = now - AssociationLink.Kept, limit = MaxDeletedAtOnce }),
            cancellationToken);

    private const string SelectLink =
        """
        SELECT link_hash AS LinkHash, developer_id AS DeveloperId, email AS Email, created_at AS CreatedAt,
            expires_at AS ExpiresAt
        FROM association_links
        """;

    private const string Usable = "AND ended_at IS NULL AND expires_at > @now";

    private static Task<AssociationLink?> FindLinkAsync(Work work, string linkHash, DateTimeOffset now) =>
        work.FirstAsync<AssociationLink>($"{SelectLink} WHERE link_hash = @linkHash {Usable}", new { linkHash, now });

    private static Task<int> EndLinksAsync(Work work, string developerId, DateTimeOffset now) =>
        work.ExecuteAsync(
            "UPDATE association_links SET ended_at = @now WHERE developer_id = @developerId AND ended_at IS NULL",
            new { developerId, now });

    private static async Task<bool> HasUserAsync(Work work, string developerId) =>
        await work.FirstAsync<int>(
            "SELECT count(*) FROM associations WHERE developer_id = @developerId AND until_at IS NULL",
            new { developerId }) > 0;

    private static async Task<bool> HasDeveloperAsync(Work work, string userId) =>
        await work.FirstAsync<int>(
            "SELECT count(*) FROM associations WHERE user_id = @userId AND until_at IS NULL", new { userId }) > 0;
}

/// <summary>What became of a step towards an association.</summary>
public enum InviteOutcome
{
    Done,
    UserUnknown,
    AlreadyAssociated,
    UserAssociatedElsewhere,

    /// <summary>The link is too old, used, withdrawn, or for someone else.</summary>
    LinkEnded,
}
