using Dhmad.Domain.Checkout;
using Dhmad.Domain.Escrows;
using Dhmad.Domain.Payments;

namespace Dhmad.Grains.Escrows;

/// <summary>What a rail said becomes a commit, once: the payment's own status tells whether it did before.</summary>
public sealed partial class EscrowGrain
{
    public async Task<PaymentSettled> SettlePayment(string paymentId, RailAnswer answer)
    {
        var settled = await JudgeAsync<PaymentSettled>(async (present, now) =>
        {
            var payment = await PaymentAsync(paymentId);
            var sessionId = Guid.ParseExact(payment.SessionId, "D");
            var session = await sessions.LoadAsync(sessionId, CancellationToken.None);
            var isOpen = session?.StatusAt(now) == SessionStatus.Pending;
            var settlement = PaymentDecider.Settle(present, payment, answer, isOpen, ContextAt(now));
            var result = new PaymentSettled(settlement.Payment, settlement.Refusal, settlement.MustVoid);
            return settlement.ChangesNothing
                ? Verdict<PaymentSettled>.Yes(result)
                : Verdict<PaymentSettled>.Yes(
                    result, SettlementOf(settlement, present, isOpen ? sessionId : null, now));
        });
        return settled.Value ?? throw new InvalidOperationException($"{paymentId}: {settled.Refusal?.Code}");
    }

    private EscrowCommit SettlementOf(
        PaymentSettlement settlement, Escrow present, Guid? openSession, DateTimeOffset now)
    {
        var after = settlement.Escrow ?? present with { Version = present.Version + 1 };
        var commit = settlement.Decision is { } paid ? CommitOf(paid, now) : CommitOf(after, now);
        var isAnswered = settlement.Outcome != SubmissionOutcome.Started;
        return commit with
        {
            Ledger = settlement.Ledger,
            CompletedSession = settlement.Decision is null ? null : openSession,
            Review = isAnswered && settlement.Decision is null && openSession is { } session
                ? new SessionReview(session, UnderReview: false)
                : null,
            Payment = new PaymentChange(settlement.Payment, settlement.From),
            Answered = isAnswered
                ? new SubmissionAnswered(settlement.Payment.Id, settlement.Outcome, settlement.Refusal?.Code)
                : null,
        };
    }
}
