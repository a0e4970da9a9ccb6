using Dhmad.Domain;
using Dhmad.Domain.Accounts;
using Dhmad.Domain.Payments;

namespace Dhmad.Storage.Payments;

/// <summary>A row of <c>payments</c>.</summary>
internal sealed class PaymentRow
{
    public const string Columns =
        """
        id AS Id, escrow_id AS EscrowId, session_id AS SessionId, rail AS Rail, status AS Status,
        amount_tnd AS AmountTnd, terms_version AS TermsVersion, payer_id AS PayerId, payer_email AS PayerEmail,
        payer_first_name AS PayerFirstName, payer_last_name AS PayerLastName, token AS Token,
        last4 AS Last4, challenge_tries AS ChallengeTries,
        decline_code AS DeclineCode, created_at AS CreatedAt, updated_at AS UpdatedAt, check_at AS CheckAt
        """;

    public string Id { get; init; } = "";

    public string EscrowId { get; init; } = "";

    public string SessionId { get; init; } = "";

    public string Rail { get; init; } = "";

    public string Status { get; init; } = "";

    public long AmountTnd { get; init; }

    public int TermsVersion { get; init; }

    public string? PayerId { get; init; }

    public string PayerEmail { get; init; } = "";

    public string PayerFirstName { get; init; } = "";

    public string PayerLastName { get; init; } = "";

    public string? Token { get; init; }

    public string? Last4 { get; init; }

    public int ChallengeTries { get; init; }

    public string? DeclineCode { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    public DateTimeOffset? CheckAt { get; init; }

    public static PaymentRow Of(Payment payment) => new()
    {
        Id = payment.Id,
        EscrowId = payment.EscrowId,
        SessionId = payment.SessionId,
        Rail = payment.Rail,
        Status = Spelling.Of(payment.Status),
        AmountTnd = payment.AmountTnd,
        TermsVersion = payment.TermsVersion,
        PayerId = payment.Payer.Id,
        PayerEmail = payment.Payer.Email,
        PayerFirstName = payment.Payer.FirstName,
        PayerLastName = payment.Payer.LastName,
        Token = payment.Token,
        Last4 = payment.Last4,
        ChallengeTries = payment.ChallengeTries,
        DeclineCode = payment.DeclineCode,
        CreatedAt = payment.CreatedAt,
        UpdatedAt = payment.UpdatedAt,
        CheckAt = payment.CheckAt,
    };

    public Payment ToPayment() => new()
    {
        Id = Id,
        EscrowId = EscrowId,
        SessionId = SessionId,
        Rail = Rail,
        Status = Column.Enum<PaymentStatus>(Status),
        AmountTnd = AmountTnd,
        TermsVersion = TermsVersion,
        Payer = new Person(PayerId, PayerEmail, PayerFirstName, PayerLastName),
        Token = Token,
        Last4 = Last4,
        ChallengeTries = ChallengeTries,
        DeclineCode = DeclineCode,
        CreatedAt = CreatedAt,
        UpdatedAt = UpdatedAt,
        CheckAt = CheckAt,
    };
}
