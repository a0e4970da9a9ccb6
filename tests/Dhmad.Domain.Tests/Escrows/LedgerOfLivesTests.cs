using Dhmad.Domain.Escrows;
using Dhmad.Domain.Ledger;
using Dhmad.Domain.Payments;
using Dhmad.Domain.Tests.Escrows.Kit;

namespace Dhmad.Domain.Tests.Escrows;

/// <summary>Which accounts each movement touches, and other lives than the worked ones.</summary>
public sealed class LedgerOfLivesTests
{
    [Fact]
    public void A_hold_over_a_rail_comes_from_its_clearing_account()
    {
        var deal = Places.At("quick", "buyer pays");
        Assert.Equal(
            [new(new(AccountKind.RailClearing, "sandbox_card"), -100_000), new(new(AccountKind.Held, deal.Escrow.Id), 100_000)],
            deal.Books.Transactions[0].Entries);
        Assert.Equal(Movement.Hold, deal.Books.Transactions[0].Movement);
        Assert.NotNull(deal.Books.Transactions[0].PaymentId);
    }

    [Fact]
    public void A_wallet_pays_from_what_is_available()
    {
        var deal = new Deal(Some.Quick());
        deal.Books.Fund(The.Buyer.Id!, 150_000);
        Story.Tell(deal, "buyer pays by wallet -> paid | held 100, buyer 50 | #2");
        Assert.Equal("wallet", deal.Escrow.PaidWith);
    }

    [Fact]
    public void A_release_leaves_zero_postings_out()
    {
        var deal = Places.At("quick", "buyer pays, seller delivers, buyer completes");
        Assert.Equal(
            [
                new(new(AccountKind.Held, deal.Escrow.Id), -100_000),
                new(new(AccountKind.Available, The.Seller.Id!), 95_000),
                new(new(AccountKind.PlatformFees, ""), 5_000),
            ],
            deal.Books.Transactions[^1].Entries);
    }

    [Fact]
    public void A_refund_to_a_guest_waits_for_the_email()
    {
        var deal = Story.Tell(new Deal(Some.Instant(), Some.Facts(Some.Instant(), buyerIsUser: false)), """
            guest pays       -> paid | held 100 | #2
            seller cancels   -> cancelled | buyer 100 | #3
            """);
        Assert.Equal(100_000, deal.Books[AccountKind.Unclaimed, The.Buyer.Email]);
        deal.Books.Post(new LedgerTransaction(
            "claim", Movement.Claim, deal.Now, Movements.Claim(The.Buyer.Email, The.Buyer.Id!, 100_000)));
        Assert.Equal(0, deal.Books[AccountKind.Unclaimed, The.Buyer.Email]);
        Assert.Equal(100_000, deal.Books[AccountKind.Available, The.Buyer.Id!]);
    }

    [Fact]
    public void One_who_gets_two_shares_has_one_entry()
    {
        var input = Some.Standard(100m, 10m);
        var deal = new Deal(input, Some.Facts(input) with { AssociatedUser = The.Buyer });
        Story.Tell(deal, """
            buyer signs               -> pending | #2
            seller signs              -> pending | #3
            buyer pays                -> paid | held 100 | #4
            buyer disputes            -> paid | held 100 | #5
            operator splits with 40   -> completed | seller 34, platform 2, buyer 64 | #7
            """);
        Assert.Equal(4, deal.Books.Transactions[^1].Entries.Count);
    }

    [Fact]
    public void A_late_payment_goes_to_the_payer()
    {
        var payment = new Deal(Some.Quick()).Payment(The.Guest).Payment!;
        Assert.Equal(
            [
                new(new(AccountKind.RailClearing, "sandbox_card"), -100_000),
                new(new(AccountKind.Unclaimed, The.Guest.Email), 100_000),
            ],
            Movements.LatePayment(payment, payment.Payer));
    }

    [Fact]
    public void A_deposit_stops_the_expiry_until_it_is_decided() => Story.Tell(new Deal(Some.Quick()), """
        clock +30d                      -> pending | #1
        buyer sends a deposit           -> pending | #2
        buyer pays                      -> PAYMENT_UNDER_REVIEW
        clock +9d                       -> pending | #2
        operator rejects the deposit    -> pending | #3
        clock +71h                      -> pending | #3
        buyer sends a deposit           -> pending | #4
        clock +9d                       -> pending | #4
        operator approves the deposit   -> paid | held 100 | #5
        operator approves the deposit   -> NO_DEPOSIT_UNDER_REVIEW
        """);

    [Fact]
    public void A_rejected_deposit_may_be_tried_again_for_72_hours() => Story.Tell(new Deal(Some.Quick()), """
        clock +30d                     -> pending | #1
        buyer sends a deposit          -> pending | #2
        clock +9d                      -> pending | #2
        operator rejects the deposit   -> pending | #3
        clock +72h                     -> cancelled | #4
        """);

    [Fact]
    public void A_cancelled_escrow_rejects_its_deposit_and_keeps_its_payment_open()
    {
        var deal = Story.Tell(new Deal(Some.Quick()), """
            buyer sends a deposit   -> pending | #2
            developer cancels       -> cancelled | #4
            """);
        Assert.Equal(["escrow.deposit_proof.rejected", "escrow.status.updated"], deal.Events[^2..].Select(raised => raised.Type));
        Assert.Equal(DepositStatus.Rejected, deal.Escrow.Deposit!.Status);
        Assert.Equal(PaymentStatus.UnderReview, deal.Escrow.OpenPayment!.Status);
    }

    [Fact]
    public void A_proof_deposit_is_approved_into_the_wait_for_a_proof() => Story.Tell(new Deal(Some.WithProof()), """
        buyer sends a deposit           -> pending | #2
        operator approves the deposit   -> paid, waiting_seller_proof | held 100 | #4
        clock +24h                      -> cancelled, expired_no_proof | buyer 100 | #6
        """);

    [Fact]
    public void A_seller_who_gives_back_ends_the_dispute()
    {
        var deal = Story.Tell(new Deal(Some.Quick()), """
            buyer pays                    -> paid | held 100 | #2
            seller delivers               -> delivered | held 100 | #3
            buyer requests cancellation   -> delivered | held 100 | #4
            buyer disputes                -> delivered | held 100 | #5
            buyer completes               -> DISPUTE_OPEN
            seller rejects the request    -> delivered | held 100 | #6
            clock +31d                    -> delivered | held 100 | #6
            seller cancels                -> cancelled | buyer 100 | #8
            """);
        var resolution = deal.Escrow.Dispute!.Resolution!;
        Assert.Equal((Choice.Refund, ActorKind.Seller, 0, 100_000),
            (resolution.Decision, resolution.By, resolution.SellerGrossTnd, resolution.RefundTnd));
        Assert.Equal(["escrow.dispute.resolved", "escrow.status.updated"], deal.Events[^2..].Select(raised => raised.Type));
    }

    [Fact]
    public void An_accepted_cancellation_refunds_everything_in_three_events()
    {
        var deal = Story.Tell(new Deal(Some.Quick()), """
            buyer pays                    -> paid | held 100 | #2
            buyer requests cancellation   -> paid | held 100 | #3
            seller disputes               -> paid | held 100 | #4
            seller accepts the request    -> cancelled | buyer 100 | #7
            """);
        Assert.Equal(
            ["escrow.cancellation.accepted", "escrow.dispute.resolved", "escrow.status.updated"],
            deal.Events[^3..].Select(raised => raised.Type));
        Assert.Equal(CancellationStatus.Accepted, deal.Escrow.CancellationRequest!.Status);
    }

    [Fact]
    public void A_request_that_nobody_answered_is_closed_with_the_escrow()
    {
        var deal = Story.Tell(new Deal(Some.Instant()), """
            buyer pays                    -> paid | held 100 | #2
            buyer requests cancellation   -> paid | held 100 | #3
            seller delivers               -> completed | seller 95, platform 5 | #4
            """);
        Assert.Equal(CancellationStatus.Closed, deal.Escrow.CancellationRequest!.Status);
        Assert.Equal(deal.Escrow.CompletedAt, deal.Escrow.DeliveredAt);
    }

    [Fact]
    public void A_returned_delivery_under_a_request_leaves_no_clock() => Story.Tell(new Deal(Some.Quick()), """
        buyer pays                    -> paid | held 100 | #2
        seller delivers               -> delivered | held 100 | #3
        buyer requests cancellation   -> delivered | held 100 | #4
        buyer rejects the delivery    -> paid | held 100 | #6
        seller rejects the request    -> paid | held 100 | #7
        clock +31d                    -> paid | held 100 | #7
        seller delivers               -> delivered | held 100 | #8
        clock +7d                     -> completed | seller 95, platform 5 | #9
        """);

    [Fact]
    public void A_proof_that_nobody_reviews_is_accepted() => Story.Tell(new Deal(Some.WithProof()), """
        buyer pays                 -> paid, waiting_seller_proof | held 100 | #3
        seller submits a proof     -> paid, submitted_waiting_buyer_review | held 100 | #4
        clock +24h                 -> paid, accepted_by_timeout | held 100 | #5
        buyer accepts the proof    -> PROOF_ALREADY_ACCEPTED
        seller delivers            -> delivered, accepted_by_timeout | held 100 | #6
        clock +7d                  -> completed, accepted_by_timeout | seller 95, platform 5 | #7
        """);

    [Fact]
    public void A_dispute_stops_every_clock_for_good() => Story.Tell(new Deal(Some.WithProof()), """
        buyer pays          -> paid, waiting_seller_proof | held 100 | #3
        buyer disputes      -> paid, waiting_seller_proof | held 100 | #4
        clock +31d          -> paid, waiting_seller_proof | held 100 | #4
        operator releases   -> completed, waiting_seller_proof | seller 95, platform 5 | #6
        """);

    [Fact]
    public void A_party_who_signs_in_is_linked_once_even_after_the_end()
    {
        var deal = new Deal(Some.Quick(), Some.Facts(Some.Quick()) with { KnownBuyer = null });
        Story.Step(deal, "developer cancels");
        var signIn = new Caller(Door.SignIn, The.Buyer);
        Assert.Null(deal.Take(EscrowAction.LinkParty, signIn));
        Assert.Equal(The.Buyer, deal.Escrow.Buyer);
        var linked = deal.Escrow;
        Assert.Null(deal.Take(EscrowAction.LinkParty, signIn));
        Assert.Same(linked, deal.Escrow);
        Assert.Equal("escrow.party.linked", deal.Events[^1].Type);
    }

    [Fact]
    public void A_party_is_shown_with_the_names_they_act_under()
    {
        var deal = Places.At("quick", "buyer pays");
        var renamed = The.Seller with { FirstName = "Amel Fatma" };
        Assert.Null(deal.Take(EscrowAction.Deliver, new Caller(Door.Api, renamed, "d")));
        Assert.Equal("Amel Fatma", deal.Escrow.Seller.FirstName);
    }
}
