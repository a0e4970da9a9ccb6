using Dhmad.Domain.Accounts;
using Dhmad.Domain.Checkout;
using Dhmad.Domain.Escrows;
using Dhmad.Domain.Ledger;

namespace Dhmad.Pages.Tests.Drawing;

/// <summary>Made-up escrows and sessions for drawing pages without a server.</summary>
internal static class SomeDeal
{
    public static readonly DateTimeOffset Now = new(2026, 9, 1, 8, 30, 0, TimeSpan.Zero);

    public static readonly Person Sami = new("66d49f0e9b3c5e7a2f1d8b12", "sami@example.tn", "Sami", "Ben Ali");

    public static readonly Person Amel = new("66d49f0e9b3c5e7a2f1d8b11", "amel@example.tn", "Amel", "Trabelsi");

    /// <summary>A quarter to the seller, with fees of 5 and 2.5 %.</summary>
    public static readonly DisputeResolution Split =
        new(Choice.Split, ActorKind.Operator, 120_000, 360_000, 6_000, 3_000, null, Now);

    public const string ContractText = """
        1. The seller delivers one cargo bike, model Long John, in dark green, with lights and a lock.
        2. Delivery takes place within four days of payment, to the buyer's address in Tunis.
        3. The buyer checks the bike within seven days. What is found wrong is mended or the money goes back.
        4. The seller guarantees frame and fork for two years.
        """;

    public static Escrow Standard(EscrowStatus status = EscrowStatus.Pending) => new()
    {
        Id = "66d4a1f09b3c5e7a2f1d8c40",
        Version = 1,
        Sequence = 1,
        LastHash = new byte[32],
        Status = status,
        Buyer = Sami,
        Seller = Amel,
        DeveloperId = "66d4a0c19b3c5e7a2f1d8c00",
        ApplicationName = "Velo Souk",
        CreatedAt = Now.AddDays(-1),
        UpdatedAt = Now.AddDays(-1),
        ExpiresAt = Now.AddDays(30),
        PaidAt = status is EscrowStatus.Pending or EscrowStatus.Cancelled ? null : Now.AddDays(-1),
        CompletionDeadline = status == EscrowStatus.Delivered ? Now.AddDays(6) : null,
        Contract = new Contract("66d4a1f09b3c5e7a2f1d8c41", Now.AddDays(-1), Now.AddDays(-1)),
        Terms = new EscrowTerms
        {
            Title = "Cargo bike",
            Description = "Long John, dark green, with lights and a lock.",
            Mode = EscrowMode.Standard,
            Currency = Currency.Tnd,
            AmountMinor = 480_000,
            FxRateMicros = 1_000_000,
            AmountTnd = 480_000,
            EscrowFeeTnd = 24_000,
            DeveloperFeeTnd = 12_000,
            PlatformBasisPoints = 500,
            DeveloperBasisPoints = 250,
            EstimatedDeliveryDays = 4,
            Language = "en",
            ContractTerms = ContractText,
            CompletionDays = 7,
            ProofCorrectionRounds = 3,
        },
    };

    public static Escrow Quick(ProofPhase? phase = null, EscrowStatus status = EscrowStatus.Paid)
    {
        var escrow = Standard(status);
        return escrow with
        {
            Contract = null,
            Terms = escrow.Terms with
            {
                Mode = EscrowMode.Quick,
                ContractTerms = null,
                ProofPolicy = phase is null ? null : new ProofPolicy(24, 48, []),
            },
            Proof = phase is { } one ? new Proof(one, Now.AddHours(24), Now.AddHours(48), 0, []) : null,
        };
    }

    public static Escrow Disputed(this Escrow escrow, DisputeResolution? resolution = null) => escrow with
    {
        Dispute = new Dispute("66d4a1f09b3c5e7a2f1d8c99", 42, ActorKind.Buyer, Sami, "It never came", Now, resolution),
    };

    public static Escrow Requested(this Escrow escrow, CancellationStatus status = CancellationStatus.Pending) => escrow with
    {
        CancellationRequest = new CancellationRequest(
            Sami, "I found the same bike nearer to home.\nSorry for the trouble.", status, Now.AddHours(-5)),
    };

    /// <summary>The same deal after it ended; what was paid stays paid.</summary>
    public static Escrow Ended(this Escrow escrow, EscrowStatus status, ActorKind by, ClosureReason reason) =>
        escrow with { Status = status, CompletionDeadline = null, Closure = new Closure(by, reason) };

    public static Escrow Instant()
    {
        var escrow = Standard();
        return escrow with
        {
            Contract = null,
            Terms = escrow.Terms with
            {
                Title = "Course “Bread at home”",
                Description = null,
                Mode = EscrowMode.Instant,
                Currency = Currency.Usd,
                AmountMinor = 25_075,
                FxRateMicros = 3_112_500,
                AmountTnd = 780_459,
                EscrowFeeTnd = 39_023,
                DeveloperFeeTnd = 0,
                DeveloperBasisPoints = 0,
                ContractTerms = null,
            },
        };
    }

    public static CheckoutSession Session(EscrowAction action, Person target, SessionStatus status = SessionStatus.Pending) => new()
    {
        Id = Guid.Parse("0b7e3a52-6c1d-4f7a-9d55-2e8f4b6a1c90"),
        EscrowId = "66d4a1f09b3c5e7a2f1d8c40",
        DeveloperId = "66d4a0c19b3c5e7a2f1d8c00",
        CreatorId = "66d4a0c19b3c5e7a2f1d8c00",
        Action = action,
        TargetEmail = target.Email,
        RedirectUrl = "https://velo.example.tn/back",
        Status = status,
        CreatedAt = Now,
        ExpiresAt = Now.AddMinutes(30),
        CompletedAt = status == SessionStatus.Completed ? Now.AddMinutes(2) : null,
        CancelledAt = status == SessionStatus.Cancelled ? Now.AddMinutes(2) : null,
        CancelledBy = status == SessionStatus.Cancelled ? SessionCanceller.User : null,
    };
}
