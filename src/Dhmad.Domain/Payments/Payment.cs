namespace Dhmad.Domain.Payments;

/// <summary>The life of a payment; the last five are final but for <c>rejected</c>, which may be credited.</summary>
public enum PaymentStatus
{
    Started,
    Challenged,
    UnderReview,
    Succeeded,
    Declined,
    Voided,
    Credited,
    Rejected,
}

/// <summary>One try to fund an escrow over a rail. The row is written before the rail is called.</summary>
public sealed record Payment
{
    public required string Id { get; init; }

    public required string EscrowId { get; init; }

    public required string SessionId { get; init; }

    public required string Rail { get; init; }

    public required PaymentStatus Status { get; init; }

    /// <summary>In millimes.</summary>
    public required long AmountTnd { get; init; }

    /// <summary>The terms the payer saw.</summary>
    public required int TermsVersion { get; init; }

    /// <summary>Who pays: the e-mail late money goes to.</summary>
    public required Accounts.Person Payer { get; init; }

    /// <summary>The rail's own handle of the card or transfer; never a card number.</summary>
    public string? Token { get; init; }

    /// <summary>Last four digits of a card.</summary>
    public string? Last4 { get; init; }

    public int ChallengeTries { get; init; }

    /// <summary>Refusal code of a declined try.</summary>
    public string? DeclineCode { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>
    /// When the rail is next asked about it, on the escrow's clock; null once nothing is left to ask.
    /// </summary>
    public DateTimeOffset? CheckAt { get; init; }

    /// <summary>Whether its outcome is still to come.</summary>
    public bool IsOpen => Status is PaymentStatus.Started or PaymentStatus.Challenged or PaymentStatus.UnderReview;
}
