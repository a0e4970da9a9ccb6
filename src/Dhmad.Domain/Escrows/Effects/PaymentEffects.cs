namespace Dhmad.Domain.Escrows.Effects;

/// <summary>Payments at once and by deposit.</summary>
internal static class PaymentEffects
{
    private const string CancelledReason = "The escrow was cancelled.";

    /// <summary>Another payment whose card check is still open stays noted until it is voided.</summary>
    public static Escrow Pay(Question question, Escrow escrow)
    {
        var payment = question.Input.Payment!;
        return escrow with
        {
            PaidWith = payment.Rail,
            OpenPayment = escrow.OpenPayment?.Id == payment.Id ? null : escrow.OpenPayment,
        };
    }

    public static Escrow Deposit(Question question, Escrow escrow)
    {
        var payment = question.Input.Payment!;
        return escrow with
        {
            OpenPayment = OpenPayment.Of(payment, question.Now),
            Deposit = new Deposit(
                payment.Id,
                question.Input.Method ?? payment.Rail,
                DepositStatus.UnderReview,
                payment.AmountTnd,
                question.Now,
                payment.SessionId),
        };
    }

    public static Escrow Approve(Question question, Escrow escrow) =>
        Decide(question, escrow, DepositStatus.Approved, null) with
        {
            PaidWith = escrow.OpenPayment!.Rail,
            OpenPayment = null,
        };

    public static Escrow Reject(Question question, Escrow escrow) =>
        Decide(question, escrow, DepositStatus.Rejected, question.Input.Reason) with { OpenPayment = null };

    /// <summary>The payment itself stays open: money may still have come, and operators decide about it.</summary>
    public static Escrow DropDeposit(Question question, Escrow escrow) => escrow.DepositUnderReview
        ? Decide(question, escrow, DepositStatus.Rejected, CancelledReason)
        : escrow;

    private static Escrow Decide(Question question, Escrow escrow, DepositStatus status, string? reason) => escrow with
    {
        Deposit = escrow.Deposit! with { Status = status, DecidedAt = question.Now, Reason = reason },
    };
}
