using Dhmad.Domain.Accounts;
using Dhmad.Domain.Escrows;
using Dhmad.Domain.Payments;
using Dhmad.Domain.Tests.Escrows.Kit;

namespace Dhmad.Domain.Tests.Escrows;

/// <summary>Which refusal wins when several apply: mode, party, already done, status, guards from left to right.</summary>
public sealed class PrecedenceTests
{
    private static readonly DhmadSettings Strict = new()
    {
        Escrows = new EscrowSettings { RequireSellerKyc = true },
        Payments = new PaymentSettings { RequireVerifiedPhone = true, Rails = [Rails.Wallet] },
    };

    [Fact]
    public void The_mode_comes_before_the_party()
    {
        var deal = new Deal(Some.Instant());
        Assert.Equal("INSTANT_ESCROW_NO_COMPLETE_STEP", Try(deal, EscrowAction.Complete, The.Stranger));
        Assert.Equal("INSTANT_ESCROW_NO_CONTRACT", Try(deal, EscrowAction.SignContract, The.Stranger));
        Assert.Equal("PROOF_NOT_APPLICABLE", Try(deal, EscrowAction.SubmitProof, The.Stranger));
    }

    [Fact]
    public void The_party_comes_before_what_was_done()
    {
        var deal = Places.At("quick", "buyer pays, seller delivers, buyer completes");
        Assert.Equal("CHECKOUT_TARGET_NOT_BUYER", Try(deal, EscrowAction.Complete, The.Seller));
        Assert.Equal("ESCROW_ALREADY_COMPLETED", Try(deal, EscrowAction.Complete, The.Buyer));
        Assert.Equal("CHECKOUT_TARGET_NOT_BUYER", Try(deal, EscrowAction.AcceptPay, The.Seller));
    }

    [Fact]
    public void What_was_done_comes_before_the_status()
    {
        var deal = Places.At("quick", "buyer pays, buyer requests cancellation, seller disputes, operator refunds");
        Assert.Equal("DISPUTE_ALREADY_OPENED", Try(deal, EscrowAction.Dispute, The.Buyer));
        Assert.Equal("CANCELLATION_ALREADY_REQUESTED", Try(deal, EscrowAction.RequestCancellation, The.Buyer));
    }

    [Fact]
    public void The_status_comes_before_the_guards()
    {
        var deal = Places.At("quick", "buyer pays, buyer disputes");
        Assert.Equal("COMPLETE_INVALID_STATUS", Try(deal, EscrowAction.Complete, The.Buyer));
        var delivered = Places.At("quick", "buyer pays, seller delivers, buyer disputes");
        Assert.Equal("DISPUTE_OPEN", Try(delivered, EscrowAction.Complete, The.Buyer));
    }

    [Fact]
    public void A_payment_is_refused_from_left_to_right()
    {
        var deal = new Deal(Some.Standard(), settings: Strict);
        var stale = deal.Payment(The.Buyer) with { Seen = 99 };
        string? Pay(ActionInput input) =>
            deal.Take(EscrowAction.AcceptPay, new Caller(Door.Session, The.Buyer), input)?.Code;

        Assert.Equal("CONTRACT_NOT_SIGNED", Pay(stale));
        Story.Step(deal, "buyer signs");
        Assert.Equal("CONTRACT_NOT_SIGNED", Pay(stale));
        Story.Step(deal, "seller signs");

        deal.Keep(deal.Escrow with { OpenPayment = AnOpenPayment(PaymentStatus.Started) });
        Assert.Equal("PAYMENT_UNDER_REVIEW", Pay(stale));
        deal.Keep(deal.Escrow with { OpenPayment = AnOpenPayment(PaymentStatus.Challenged) });
        Assert.Equal("SELLER_NOT_READY", Pay(stale));
        Assert.Equal("SELLER_NOT_READY", Pay(stale with { Facts = new PartyFacts(false, true) }));
        stale = stale with { Facts = new PartyFacts(true, false) };
        Assert.Equal("TERMS_CHANGED", Pay(stale));
        Assert.Equal("TERMS_CHANGED", Pay(stale with { Seen = null }));
        var seen = stale with { Seen = deal.Escrow.TermsVersion };
        Assert.Equal("PHONE_NOT_VERIFIED", Pay(seen));
        seen = seen with { Facts = new PartyFacts(true, true) };
        Assert.Equal("RAIL_NOT_AVAILABLE", Pay(seen));
        deal.Books.Fund(The.Buyer.Id!, 480_000);
        Assert.Null(Pay(seen with { Payment = seen.Payment! with { Rail = Rails.Wallet } }));
        Assert.Equal("PAYMENT_ALREADY_DONE", Pay(stale));
    }

    [Fact]
    public void A_guest_is_not_asked_for_a_phone_and_has_no_wallet()
    {
        var settings = new DhmadSettings { Payments = new PaymentSettings { RequireVerifiedPhone = true } };
        var deal = new Deal(Some.Instant(), Some.Facts(Some.Instant(), buyerIsUser: false), settings);
        Assert.Equal("RAIL_NOT_AVAILABLE", deal.Pay(The.Guest, Rails.Wallet)?.Code);
        Assert.Null(deal.Pay(The.Guest));
    }

    [Theory]
    [InlineData("sandbox_card", DeploymentEnvironment.Live)]
    [InlineData("manual_transfer", DeploymentEnvironment.Sandbox)]
    [InlineData("cheque", DeploymentEnvironment.Sandbox)]
    public void A_rail_that_is_not_offered_is_refused(string rail, DeploymentEnvironment environment)
    {
        var deal = new Deal(Some.Quick(), settings: new DhmadSettings { Environment = environment });
        Assert.Equal("RAIL_NOT_AVAILABLE", deal.Pay(rail: rail)?.Code);
    }

    [Fact]
    public void An_update_is_refused_from_left_to_right()
    {
        var deal = new Deal(Some.Quick());
        string? Update(TermsUpdate update) => deal.Take(
            EscrowAction.Update, ActorKind.Developer, new ActionInput { Update = update })?.Code;
        deal.Keep(deal.Escrow with { OpenPayment = AnOpenPayment(PaymentStatus.Started) });

        Assert.Equal("NO_VALID_FIELDS", Update(new TermsUpdate()));
        Assert.Equal("CONTRACT_TERMS_NOT_APPLICABLE", Update(new TermsUpdate(Amount: 1m, ContractTerms: "New.")));
        Assert.Equal("PAYMENT_UNDER_REVIEW", Update(new TermsUpdate(Amount: 1m)));
        deal.Keep(deal.Escrow with { OpenPayment = null });
        Assert.Equal("AMOUNT_BELOW_MINIMUM", Update(new TermsUpdate(Amount: 4.999m)));
        Assert.Equal("VALIDATION_FAILED", Update(new TermsUpdate(Amount: 5.0001m)));
        Assert.Equal("VALIDATION_FAILED", Update(new TermsUpdate(Amount: 1_000_000_000.001m)));
        Assert.Null(Update(new TermsUpdate(Amount: 5m)));
        Story.Step(deal, "buyer pays");
        Assert.Equal("UPDATE_INVALID_STATUS", Update(new TermsUpdate()));
    }

    [Fact]
    public void The_creator_may_update_and_cancel_even_as_the_buyers_associated_developer()
    {
        var deal = new Deal(Some.Quick());
        var creatorAsBuyer = new Caller(Door.Api, The.Buyer, The.Developer);
        Assert.Null(deal.Take(EscrowAction.Update, creatorAsBuyer, new() { Update = new TermsUpdate(Title: "New") }));
        Assert.Equal("DELIVER_SELLER_ONLY", deal.Take(EscrowAction.Deliver, creatorAsBuyer)?.Code);
        Assert.Null(deal.Take(EscrowAction.Cancel, creatorAsBuyer));
        Assert.Equal(new Closure(ActorKind.Buyer, ClosureReason.ApiCancel), deal.Escrow.Closure);
    }

    [Fact]
    public void A_creator_who_is_no_party_is_told_who_may_deliver()
    {
        var deal = Places.At("quick", "buyer pays");
        var creator = new Caller(Door.Api, The.Partner, The.Developer);
        Assert.Equal("DELIVER_SELLER_ONLY", deal.Take(EscrowAction.Deliver, creator)?.Code);
        Assert.Equal("REJECT_DELIVERY_BUYER_ONLY", deal.Take(EscrowAction.RejectDelivery, creator)?.Code);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(100.001)]
    [InlineData(-1)]
    [InlineData(1.0005)]
    public void A_split_must_leave_something_to_both(decimal share)
    {
        var deal = Places.At("quick", "buyer pays, buyer disputes");
        var input = new ActionInput { Choice = Choice.Split, SellerGrossTnd = share };
        Assert.Equal("SPLIT_AMOUNT_INVALID", deal.Take(EscrowAction.ResolveDispute, Caller.Operator, input)?.Code);
        Assert.Equal(
            "SPLIT_AMOUNT_INVALID",
            deal.Take(EscrowAction.ResolveDispute, Caller.Operator, input with { SellerGrossTnd = null })?.Code);
    }

    [Fact]
    public void A_wrong_door_or_a_clock_that_is_not_due_is_a_fault()
    {
        var deal = Places.At("quick", "buyer pays, seller delivers");
        Assert.Throws<InvalidOperationException>(() => deal.Take(EscrowAction.CompleteBySilence, Caller.Clock));
        Assert.Throws<InvalidOperationException>(() => deal.Take(EscrowAction.Expire, Caller.Clock));
        Assert.Throws<InvalidOperationException>(() => deal.Take(EscrowAction.CompleteBySilence, Caller.Operator));
        Assert.Throws<InvalidOperationException>(() => deal.Take(EscrowAction.ResolveDispute, new Caller(Door.Page, The.Buyer)));
        Assert.Throws<InvalidOperationException>(
            () => deal.Take(EscrowAction.Complete, new Caller(Door.Api, The.Buyer, The.Developer)));
        Assert.Throws<InvalidOperationException>(() => deal.Take(EscrowAction.Create, Caller.Operator));
    }

    [Fact]
    public void Every_refusal_has_a_code_a_status_and_a_sentence()
    {
        Assert.Distinct(RefusalCodes.All.Select(code => code.Code));
        Assert.All(RefusalCodes.All, code =>
        {
            Assert.Matches("^[A-Z_]+$", code.Code);
            Assert.Contains(code.Http, new[] { 400, 403, 409, 429, 503 });
            Assert.EndsWith(".", code.Message, StringComparison.Ordinal);
            Assert.Equal(code, RefusalCodes.Find(code.Code));
        });
        Assert.Null(RefusalCodes.Find("NO_SUCH_CODE"));
    }

    private static OpenPayment AnOpenPayment(PaymentStatus status) =>
        new("open", Rails.SandboxCard, status, 100_000, 1, null, The.Start);

    private static string? Try(Deal deal, EscrowAction action, Person person)
    {
        var input = deal.Payment(person) with { FullName = "A Name", Reason = "Because it is so." };
        return deal.Take(action, new Caller(Door.Session, person), input)?.Code;
    }
}
