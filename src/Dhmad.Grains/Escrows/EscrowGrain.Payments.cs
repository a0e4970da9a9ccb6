using Dhmad.Domain;
using Dhmad.Domain.Checkout;
using Dhmad.Domain.Escrows;
using Dhmad.Domain.Payments;

namespace Dhmad.Grains.Escrows;

/// <summary>
/// Paying through a session. A payment's row is written before any rail is asked, and no rail is asked here.
/// </summary>
public sealed partial class EscrowGrain
{
    public Task<Result<PaymentStep>> StartPayment(StartPayment command) => JudgeAsync(async (present, now) =>
    {
        var submission = command.Submission with
        {
            Input = command.Submission.Input with { Facts = await facts.OfPartiesAsync(present) },
        };
        var start = PaymentDecider.Start(present, command.SessionId, submission, ContextAt(now));
        if (start.IsRefused) return Verdict<PaymentStep>.No(start.Refusal);
        if (start.Value.VoidFirst is { } open)
            return Verdict<PaymentStep>.Yes(new PaymentStep(await PaymentAsync(open.Id), PaymentDuty.VoidFirst));

        var payment = start.Value.Payment!;
        return start.Value.Decision is { } paid
            ? Verdict<PaymentStep>.Yes(
                new PaymentStep(payment, PaymentDuty.Nothing),
                CommitOf(paid, now) with
                {
                    CompletedSession = command.SessionId,
                    Payment = new PaymentChange(payment, From: null),
                    Submission = SubmissionOf(command.SessionId, submission, payment, SubmissionOutcome.Completed, now),
                })
            : Verdict<PaymentStep>.Yes(
                new PaymentStep(payment, PaymentDuty.AskRail),
                CommitOf(start.Value.Escrow!, now) with
                {
                    Review = new SessionReview(command.SessionId, UnderReview: true),
                    Payment = new PaymentChange(payment, From: null),
                    Submission = SubmissionOf(command.SessionId, submission, payment, SubmissionOutcome.Started, now),
                });
    });

    public Task<Result<PaymentStep>> ContinuePayment(ContinuePayment command) => JudgeAsync(async (present, now) =>
    {
        if (await payments.ChallengedAsync(command.SessionId, CancellationToken.None) is not { } challenged)
            return Verdict<PaymentStep>.No(RefusalCodes.PaymentDeclined);
        var payment = PaymentDecider.Continue(present, challenged, ContextAt(now));
        if (payment.IsRefused) return Verdict<PaymentStep>.No(payment.Refusal);
        return Verdict<PaymentStep>.Yes(
            new PaymentStep(payment.Value, PaymentDuty.AskRail),
            CommitOf(present with { Version = present.Version + 1 }, now) with
            {
                Review = new SessionReview(command.SessionId, UnderReview: true),
                Payment = new PaymentChange(payment.Value, challenged.Status),
                Submission = SubmissionOf(
                    command.SessionId, command.Submission, payment.Value, SubmissionOutcome.Started, now),
            });
    });

    private async Task<Payment> PaymentAsync(string paymentId) =>
        await payments.LoadAsync(paymentId, CancellationToken.None)
        ?? throw new InvalidOperationException($"Escrow {Id} has no payment {paymentId}.");

    private static SubmissionRecord SubmissionOf(
        Guid sessionId, Submission submission, Payment payment, SubmissionOutcome outcome, DateTimeOffset now) =>
        new(submission.Id, sessionId, outcome, Code: null, payment.Id, now);
}
