using System.Text.Json;
using Dhmad.Domain;
using Dhmad.Domain.Checkout;
using Dhmad.Domain.Escrows;

namespace Dhmad.Storage.Checkout;

/// <summary>A row of <c>checkout_sessions</c>, with the creator of its escrow.</summary>
internal sealed class SessionRow
{
    public const string Columns =
        """
        s.id AS Id, s.escrow_id AS EscrowId, s.developer_id AS DeveloperId, e.developer_id AS CreatorId,
        s.action AS Action, s.target_email AS TargetEmail, s.redirect_url AS RedirectUrl, s.metadata AS Metadata,
        s.status AS Status, s.under_review AS UnderReview, s.created_at AS CreatedAt, s.expires_at AS ExpiresAt,
        s.completed_at AS CompletedAt, s.cancelled_at AS CancelledAt, s.cancelled_by AS CancelledBy
        """;

    public const string Tables = "checkout_sessions s JOIN escrows e ON e.id = s.escrow_id";

    public Guid Id { get; init; }

    public string EscrowId { get; init; } = "";

    public string DeveloperId { get; init; } = "";

    public string CreatorId { get; init; } = "";

    public string Action { get; init; } = "";

    public string TargetEmail { get; init; } = "";

    public string RedirectUrl { get; init; } = "";

    public string? Metadata { get; init; }

    public string Status { get; init; } = "";

    public long UnderReview { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? CompletedAt { get; init; }

    public DateTimeOffset? CancelledAt { get; init; }

    public string? CancelledBy { get; init; }

    public static SessionRow Of(CheckoutSession session) => new()
    {
        Id = session.Id,
        EscrowId = session.EscrowId,
        DeveloperId = session.DeveloperId,
        Action = Spelling.Of(session.Action),
        TargetEmail = session.TargetEmail,
        RedirectUrl = session.RedirectUrl,
        Metadata = session.Metadata is null ? null : JsonSerializer.Serialize(session.Metadata),
        Status = Spelling.Of(session.Status),
        UnderReview = session.UnderReview ? 1 : 0,
        CreatedAt = session.CreatedAt,
        ExpiresAt = session.ExpiresAt,
        CompletedAt = session.CompletedAt,
        CancelledAt = session.CancelledAt,
        CancelledBy = session.CancelledBy is { } by ? Spelling.Of(by) : null,
    };

    public CheckoutSession ToSession() => new()
    {
        Id = Id,
        EscrowId = EscrowId,
        DeveloperId = DeveloperId,
        CreatorId = CreatorId,
        Action = Column.Enum<EscrowAction>(Action),
        TargetEmail = TargetEmail,
        RedirectUrl = RedirectUrl,
        Metadata = Metadata is null ? null : JsonSerializer.Deserialize<Dictionary<string, string>>(Metadata),
        Status = Column.Enum<SessionStatus>(Status),
        UnderReview = UnderReview == 1,
        CreatedAt = CreatedAt,
        ExpiresAt = ExpiresAt,
        CompletedAt = CompletedAt,
        CancelledAt = CancelledAt,
        CancelledBy = CancelledBy is null ? null : Column.Enum<SessionCanceller>(CancelledBy),
    };
}
