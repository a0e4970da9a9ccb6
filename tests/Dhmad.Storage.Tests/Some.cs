using Dhmad.Domain.Accounts;
using Dhmad.Domain.Checkout;
using Dhmad.Domain.Escrows;
using Dhmad.Domain.Payments;

namespace Dhmad.Storage.Tests;

/// <summary>Ordinary things that tests need one of.</summary>
public static class Some
{
    public static Payment Payment(DatabaseFixture fixture, Escrow escrow) => new()
    {
        Id = fixture.Ids.NewId(DatabaseFixture.Start),
        EscrowId = escrow.Id,
        SessionId = fixture.Ids.NewUuid().ToString(),
        Rail = "sandbox_card",
        Status = PaymentStatus.Started,
        AmountTnd = escrow.Terms.AmountTnd,
        TermsVersion = escrow.TermsVersion,
        Payer = new Person(null, escrow.Buyer.Email, "Sami", "T."),
        Token = "tok_4242",
        Last4 = "4242",
        CreatedAt = DatabaseFixture.Start,
        UpdatedAt = DatabaseFixture.Start,
        CheckAt = DatabaseFixture.Start.AddSeconds(60),
    };

    public static CheckoutSession Session(
        DatabaseFixture fixture, Escrow escrow, EscrowAction action = EscrowAction.AcceptPay) => new()
    {
        Id = fixture.Ids.NewUuid(),
        EscrowId = escrow.Id,
        DeveloperId = escrow.DeveloperId,
        CreatorId = escrow.DeveloperId,
        Action = action,
        TargetEmail = escrow.Buyer.Email,
        RedirectUrl = "https://shop.example.tn/back?cart=A-17",
        Metadata = new Dictionary<string, string> { ["cart"] = "A-17", ["ville"] = "Gabès" },
        Status = SessionStatus.Pending,
        CreatedAt = DatabaseFixture.Start,
        ExpiresAt = DatabaseFixture.Start + CheckoutSession.Lifetime,
    };
}
