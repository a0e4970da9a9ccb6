using Dhmad.Domain.Accounts;
using Dhmad.Domain.Escrows;
using Dhmad.Domain.Ledger;
using Dhmad.Domain.Payments;

namespace Dhmad.Storage.Tests;

/// <summary>An escrow that has every part an escrow can have, sensible together or not: what keeping it must not lose.</summary>
public static class Whole
{
    public static Escrow Of(Escrow escrow, DateTimeOffset now) => escrow with
    {
        Terms = escrow.Terms with
        {
            Description = "Avec \"guillemets\", العربية, 🙂 et \\ barre",
            Mode = EscrowMode.Standard,
            Currency = Currency.Eur,
            ContractTerms = "1. The bike\n2. The money\t",
            ProofPolicy = new ProofPolicy(24, 48, ["receipt", "other"]),
        },
        RecordedAt = now.AddDays(3),
        TermsVersion = 7,
        Buyer = new Person(null, "guest@example.tn"),
        PaidAt = now.AddDays(1),
        DeliveredAt = now.AddDays(2),
        CompletionDeadline = now.AddDays(9),
        CompletionTimeLeft = new TimeSpan(2, 3, 4, 5, 678),
        PaidWith = "wallet",
        Contract = new Contract(
            "66d4a1f09b3c5e7a2f1d8c41",
            now,
            now.AddHours(1),
            new Signature(now, "amel", "amel@example.tn", "Amel B.", "data:image/png;base64,AAAA", "10.0.0.1", "Firefox", "00ff"),
            new Signature(now.AddHours(1), null, "guest@example.tn", "Sami T.", null, null, null, "00ff")),
        DeliveryRejections = [new(now, "scratched", now.AddHours(-1)), new(now.AddDays(1), null, now)],
        CancellationRequest = new CancellationRequest(
            new Person("sami", "sami@example.tn", "Sami", "T."), "too late", CancellationStatus.Rejected, now, now.AddDays(1), "no"),
        Dispute = new Dispute(
            "66d4a1f09b3c5e7a2f1d8c42", 12, ActorKind.Buyer, new Person("sami", "sami@example.tn"), "broken frame", now,
            new DisputeResolution(Choice.Split, ActorKind.Operator, 40_000, 60_000, 2_000, 800, "half each", now.AddDays(3))),
        Deposit = new Deposit(
            "66d4a1f09b3c5e7a2f1d8c43", "bank_transfer", DepositStatus.Rejected, 100_000, now, "session", now.AddDays(1), "unreadable"),
        Proof = new Proof(
            ProofPhase.CorrectionRequested, now.AddHours(24), now.AddHours(48), 2,
            [new ProofSubmission(now, "the receipt", [new ProofAttachment("file-1", "image/png")])]),
        OpenPayment = new OpenPayment(
            "66d4a1f09b3c5e7a2f1d8c44", "sandbox_card", PaymentStatus.Challenged, 100_000, 7, "session", now),
        Closure = new Closure(ActorKind.Clock, ClosureReason.ProofExpired),
    };
}
