using Dhmad.Domain.Escrows;
using Dhmad.Domain.Tests.Escrows.Kit;

namespace Dhmad.Domain.Tests.Escrows;

/// <summary>Whole lives, as the specification tells them: TND, platform fee 5 %, default settings, parties who are users.</summary>
public sealed class WorkedLifeTests
{
    [Fact]
    public void Standard_with_a_developer_fee_completes_by_silence() => Story.Tell(new Deal(Some.Standard(480m, 2.5m)), """
        buyer signs       -> pending | #2
        seller signs      -> pending | #3
        buyer pays        -> paid | held 480 | #4
        seller delivers   -> delivered | held 480 | #5
        clock +6d         -> delivered | held 480 | #5
        clock +1d         -> completed | seller 444, platform 24, partner 12 | #6
        """);

    [Fact]
    public void Quick_is_delivered_twice_and_completed()
    {
        var deal = Story.Tell(new Deal(Some.Quick()), """
            buyer pays                   -> paid | held 100 | #2
            seller delivers              -> delivered | held 100 | #3
            buyer rejects the delivery   -> paid | held 100 | #5
            seller delivers              -> delivered | held 100 | #6
            buyer completes              -> completed | seller 95, platform 5 | #7
            """);
        Assert.Single(deal.Escrow.DeliveryRejections);
        Assert.Equal(ClosureReason.BuyerCompleted, deal.Escrow.Closure!.Reason);
    }

    [Fact]
    public void A_delivery_while_a_request_is_pending_waits_with_all_seven_days() => Story.Tell(new Deal(Some.Quick()), """
        buyer pays                    -> paid | held 100 | #2
        buyer requests cancellation   -> paid | held 100 | #3
        seller delivers               -> delivered | held 100 | #4
        clock +2d                     -> delivered | held 100 | #4
        seller rejects the request    -> delivered | held 100 | #5
        clock +6d                     -> delivered | held 100 | #5
        clock +1d                     -> completed | seller 95, platform 5 | #6
        """);

    [Fact]
    public void A_request_stops_the_completion_clock_with_the_time_left() => Story.Tell(new Deal(Some.Quick()), """
        buyer pays                    -> paid | held 100 | #2
        seller delivers               -> delivered | held 100 | #3
        clock +5d                     -> delivered | held 100 | #3
        buyer requests cancellation   -> delivered | held 100 | #4
        clock +4d                     -> delivered | held 100 | #4
        seller rejects the request    -> delivered | held 100 | #5
        clock +47h                    -> delivered | held 100 | #5
        clock +1h                     -> completed | seller 95, platform 5 | #6
        """);

    [Fact]
    public void A_dispute_is_split() => Story.Tell(new Deal(Some.Quick()), """
        buyer pays                -> paid | held 100 | #2
        buyer disputes            -> paid | held 100 | #3
        seller delivers           -> DISPUTE_OPEN
        operator splits with 40   -> completed | seller 38, platform 2, buyer 60 | #5
        """);

    [Fact]
    public void A_guest_pays_a_hundredth_and_it_completes_at_delivery() =>
        Story.Tell(new Deal(Some.Instant(0.01m), Some.Facts(Some.Instant(), buyerIsUser: false)), """
            guest pays        -> paid | held 0.01 | #2
            seller delivers   -> completed | seller 0.009, platform 0.001 | #3
            """);

    [Fact]
    public void A_fourth_correction_goes_to_the_operator()
    {
        var deal = Story.Tell(new Deal(Some.WithProof()), """
            buyer pays                      -> paid, waiting_seller_proof | held 100 | #3
            seller delivers                 -> PROOF_NOT_ACCEPTED
            seller submits a proof          -> paid, submitted_waiting_buyer_review | held 100 | #4
            buyer asks for a better proof   -> paid, correction_requested | held 100 | #5
            seller submits a proof          -> paid, submitted_waiting_buyer_review | held 100 | #6
            buyer asks for a better proof   -> paid, correction_requested | held 100 | #7
            seller submits a proof          -> paid, submitted_waiting_buyer_review | held 100 | #8
            buyer asks for a better proof   -> paid, correction_requested | held 100 | #9
            seller submits a proof          -> paid, submitted_waiting_buyer_review | held 100 | #10
            buyer asks for a better proof   -> paid, needs_dhmad_review | held 100 | #11
            clock +31d                      -> paid, needs_dhmad_review | held 100 | #11
            """);
        Assert.Equal(3, deal.Escrow.Proof!.CorrectionRounds);
        Assert.Null(EscrowClock.Next(deal.Escrow));
    }

    [Fact]
    public void No_proof_in_time_gives_the_money_back()
    {
        var deal = Story.Tell(new Deal(Some.WithProof()), """
            buyer pays   -> paid, waiting_seller_proof | held 100 | #3
            clock +23h   -> paid, waiting_seller_proof | held 100 | #3
            clock +1h    -> cancelled, expired_no_proof | buyer 100 | #5
            """);
        Assert.Equal(["escrow.proof.expired", "escrow.status.updated"], deal.Events[^2..].Select(raised => raised.Type));
    }

    [Fact]
    public void Nobody_pays_in_31_days()
    {
        var deal = Story.Tell(new Deal(Some.Quick()), """
            clock +30d   -> pending | #1
            clock +1d    -> cancelled | #2
            buyer pays   -> ESCROW_EXPIRED
            """);
        Assert.Equal(new Closure(ActorKind.Clock, ClosureReason.Expired), deal.Escrow.Closure);
    }
}
