using Dhmad.Domain.Checkout;
using Dhmad.Domain.Escrows;
using Dhmad.Domain.Ledger;

namespace Dhmad.Domain.Payments;

/// <summary>What each answer of a rail does to an open payment and its escrow.</summary>
internal sealed class PaymentOutcomes(Escrow escrow, Payment payment, DecisionContext context)
{
    public static readonly Refusal SessionOver =
        RefusalCodes.PaymentDeclined.Refuse("The checkout session ended before the payment.");

    private static readonly Refusal GivenUp =
        RefusalCodes.PaymentDeclined.Refuse("The payment was given up before it succeeded.");

    /// <summary>
    /// Why the escrow cannot be paid by it any more; a payment is for the terms it was started under.
    /// </summary>
    public static Refusal? WhyNotTaken(Escrow escrow, Payment payment, DecisionContext context) =>
        EscrowRefusals.Judge(AsPaid(escrow, payment, context));

    /// <summary>What was settled before, told again.</summary>
    public static PaymentSettlement Settled(Escrow escrow, Payment payment, DecisionContext context)
    {
        var isPaid = payment.Status == PaymentStatus.Succeeded;
        var refusal = payment.Status == PaymentStatus.Declined
            ? RefusalCodes.Find(payment.DeclineCode ?? "")?.Refuse()
            : WhyNotTaken(escrow, payment, context);
        return new PaymentSettlement(payment, payment.Status)
        {
            Refusal = isPaid ? null : refusal ?? GivenUp,
            Outcome = isPaid ? SubmissionOutcome.Completed : SubmissionOutcome.Declined,
            ChangesNothing = true,
        };
    }

    public static Escrow WithOpen(Escrow escrow, Payment payment) => escrow with
    {
        Version = escrow.Version + 1,
        OpenPayment = OpenPayment.Of(payment, payment.CreatedAt),
    };

    /// <summary>Nothing is known: it stays as it is, and the rail is asked again.</summary>
    public PaymentSettlement Wait() => Change(payment.Status, isAsked: true);

    public PaymentSettlement Take()
    {
        var paid = In(PaymentStatus.Succeeded, isAsked: false);
        var decision = EscrowDecider.Judge(AsPaid(escrow, paid, context)).Value!;
        return new PaymentSettlement(paid, payment.Status)
        {
            Decision = decision,
            Escrow = decision.Escrow,
            Ledger = decision.Ledger,
            Outcome = SubmissionOutcome.Completed,
        };
    }

    /// <summary>A failed card check may be tried again, as long as the rail lets it.</summary>
    public PaymentSettlement Decline(RailAnswer answer)
    {
        var code = RefusalCodes.Find(answer.Code ?? "") ?? RefusalCodes.PaymentDeclined;
        var mayTryAgain = code == RefusalCodes.ChallengeFailed && payment.Status == PaymentStatus.Challenged;
        var change = mayTryAgain
            ? Change(PaymentStatus.Challenged, isAsked: false)
            : Change(PaymentStatus.Declined, isAsked: false);
        return change with
        {
            Payment = mayTryAgain ? change.Payment : change.Payment with { DeclineCode = code.Code },
            Refusal = code.Refuse(),
            Outcome = SubmissionOutcome.Declined,
        };
    }

    public PaymentSettlement Void(Refusal? refusal) => Change(PaymentStatus.Voided, isAsked: false) with
    {
        Refusal = refusal ?? GivenUp,
        Outcome = SubmissionOutcome.Declined,
    };

    /// <summary>Money that no escrow can take belongs to who paid it.</summary>
    public PaymentSettlement CreditLate(Refusal refusal)
    {
        var isKnownNow = payment.Payer.Id is null && payment.Payer.Email == escrow.Buyer.Email;
        var payer = isKnownNow ? escrow.Buyer : payment.Payer;
        return Change(PaymentStatus.Credited, isAsked: false) with
        {
            Ledger = new LedgerTransaction(
                context.Ids.NewId(context.RealTime),
                Movement.LatePayment,
                context.Now,
                Movements.LatePayment(payment, payer),
                escrow.Id,
                PaymentId: payment.Id),
            Refusal = refusal,
            Outcome = SubmissionOutcome.Declined,
        };
    }

    public PaymentSettlement AskToVoid(Refusal refusal) => new(payment, payment.Status)
    {
        Refusal = refusal,
        MustVoid = true,
        ChangesNothing = true,
        Outcome = SubmissionOutcome.Declined,
    };

    public PaymentSettlement Change(PaymentStatus status, bool isAsked)
    {
        var after = In(status, isAsked);
        return new PaymentSettlement(after, payment.Status)
        {
            Escrow = EscrowAfter(after),
            Outcome = status == PaymentStatus.Challenged && !isAsked
                ? SubmissionOutcome.Challenged
                : SubmissionOutcome.Started,
            ChangesNothing = after == payment,
        };
    }

    private static Question AsPaid(Escrow escrow, Payment payment, DecisionContext context)
    {
        var payer = new Caller(Door.Session, payment.Payer);
        var request = new ActionRequest(EscrowAction.AcceptPay, payer, new ActionInput { Payment = payment });
        return Question.Of(escrow, request, JudgedAt.Settling, context);
    }

    private Payment In(PaymentStatus status, bool isAsked)
    {
        var after = status == payment.Status ? payment : payment with { Status = status, UpdatedAt = context.Now };
        return after with { CheckAt = PaymentClock.NextCheck(after, isAsked, context.Now) };
    }

    /// <summary>The escrow as it knows of the payment after; null when it need not know more.</summary>
    private Escrow? EscrowAfter(Payment after)
    {
        if (escrow.OpenPayment?.Id != payment.Id || payment.Status == after.Status) return null;
        if (after.IsOpen) return WithOpen(escrow, after);
        return escrow with { Version = escrow.Version + 1, OpenPayment = null };
    }
}
