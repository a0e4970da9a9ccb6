using Dhmad.Domain.Escrows;

namespace Dhmad.Domain.Checkout;

public enum SessionStatus
{
    Pending,
    Completed,
    Cancelled,
    Expired,
}

/// <summary>Who cancelled a session: the person on the page, the developer's API call, or the escrow's end.</summary>
public enum SessionCanceller
{
    User,
    Developer,
    Escrow,
}

/// <summary>One short visit of one person for one action on one escrow; as its row is.</summary>
public sealed record CheckoutSession
{
    /// <summary>How long every session lives.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(30);

    public const int MaxPendingPerEscrow = 50;

    public required Guid Id { get; init; }

    public required string EscrowId { get; init; }

    /// <summary>The developer who created it, who alone may read it.</summary>
    public required string DeveloperId { get; init; }

    /// <summary>The escrow's creator, whose clock the session follows; kept with the escrow.</summary>
    public required string CreatorId { get; init; }

    public required EscrowAction Action { get; init; }

    public required string TargetEmail { get; init; }

    public required string RedirectUrl { get; init; }

    public IReadOnlyDictionary<string, string>? Metadata { get; init; }

    public required SessionStatus Status { get; init; }

    /// <summary>A payment made through it is started or under review: its expiry is stopped.</summary>
    public bool UnderReview { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? CompletedAt { get; init; }

    public DateTimeOffset? CancelledAt { get; init; }

    public SessionCanceller? CancelledBy { get; init; }

    /// <summary>
    /// The status at an instant: a pending session is expired from <see cref="ExpiresAt"/> on,
    /// whether or not anything ran.
    /// </summary>
    public SessionStatus StatusAt(DateTimeOffset now) =>
        Status == SessionStatus.Pending && !UnderReview && now >= ExpiresAt ? SessionStatus.Expired : Status;
}
