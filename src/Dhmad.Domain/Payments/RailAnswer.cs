namespace Dhmad.Domain.Payments;

public enum RailOutcome
{
    Succeeded,
    Declined,
    Challenge,
    UnderReview,
    Voided,

    /// <summary>The rail cannot void it any more: the money has moved.</summary>
    CannotVoid,

    /// <summary>Nothing is known; the payment stays as it is and is looked up later.</summary>
    NoAnswer,
}

/// <summary>What a rail said of a payment.</summary>
/// <param name="Outcome">What happened.</param>
/// <param name="Code">For declines: <c>PAYMENT_DECLINED</c> or <c>CHALLENGE_FAILED</c>.</param>
/// <param name="Reason">For declines: the rail's word, such as <c>card_expired</c>.</param>
public sealed record RailAnswer(RailOutcome Outcome, string? Code = null, string? Reason = null);

/// <summary>A way money enters: the one port every rail implements. Never called inside a grain's turn.</summary>
public interface IPaymentRail
{
    /// <summary>Its name on the wire, such as <c>sandbox_card</c>.</summary>
    string Name { get; }

    Task<RailAnswer> StartAsync(Payment payment, CancellationToken cancellationToken);

    Task<RailAnswer> ContinueAsync(Payment payment, string input, CancellationToken cancellationToken);

    /// <summary>
    /// Never charges. It may come before the start it asks about, whose process stood still: what the rail does not
    /// know is <see cref="RailOutcome.NoAnswer"/>, not declined.
    /// </summary>
    Task<RailAnswer> LookupAsync(Payment payment, CancellationToken cancellationToken);

    /// <summary>Once it is confirmed, no start that comes late charges this payment.</summary>
    Task<RailAnswer> VoidAsync(Payment payment, CancellationToken cancellationToken);
}
