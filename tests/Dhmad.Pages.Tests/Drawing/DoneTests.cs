using System.Net;
using System.Text.RegularExpressions;
using Dhmad.Domain.Accounts;
using Dhmad.Domain.Escrows;

namespace Dhmad.Pages.Tests.Drawing;

/// <summary>The page of an outcome, opened when the deal has moved on: nothing on it is false by then.</summary>
public partial class DoneTests
{
    private const string Held = "The money is held safely";
    private const string StandsStill = "The deal stands still";
    private const string CanAnswer = "can now answer";
    private const string GoesOn = "The deal goes on as before";

    private static readonly Escrow Paid = SomeDeal.Standard(EscrowStatus.Paid);
    private static readonly Escrow Delivered = SomeDeal.Standard(EscrowStatus.Delivered);

    private static readonly Escrow Refunded = Paid.Requested(CancellationStatus.Accepted)
        .Ended(EscrowStatus.Cancelled, ActorKind.Seller, ClosureReason.CancellationAccepted);

    [Theory]
    [InlineData(EscrowAction.AcceptPay, "You have paid", Held)]
    [InlineData(EscrowAction.RequestCancellation, "You have asked for a cancellation The seller agreed.", CanAnswer)]
    [InlineData(EscrowAction.Dispute, "You opened a dispute The dispute is over", StandsStill)]
    public async Task What_was_done_before_a_refund_is_past_and_the_refund_is_told(EscrowAction action, string said, string no)
    {
        var open = action switch
        {
            EscrowAction.RequestCancellation => Paid.Requested(),
            EscrowAction.Dispute => Paid.Disputed(),
            _ => Paid,
        };
        Assert.Contains(no, await TextAsync(action, SomeDeal.Sami, open), StringComparison.Ordinal);

        var over = await TextAsync(action, SomeDeal.Sami, Refunded.Disputed(SomeDeal.Split));
        Assert.Contains(said, over, StringComparison.Ordinal);
        Assert.DoesNotContain(no, over, StringComparison.Ordinal);
        Assert.DoesNotContain("Your dispute is open", over, StringComparison.Ordinal);
        Says(over, "How the deal ended The seller agreed to cancel. The full 480.000 TND went back to you.");
        Says(over, "A refund goes to the wallet of sami@example.tn");
        Says(over, "The deal is closed.");
    }

    [Fact]
    public async Task Whoever_reads_is_told_where_the_money_went()
    {
        var silence = Delivered.Ended(EscrowStatus.Completed, ActorKind.Clock, ClosureReason.Silence);
        var signed = EscrowAction.SignContract;
        Says(await TextAsync(signed, SomeDeal.Sami, silence), "The money was released and the seller got 444.000 TND.");
        Says(await TextAsync(signed, SomeDeal.Amel, silence), "The money was released and you got 444.000 TND.");
        Says(await TextAsync(signed, SomeDeal.Amel, Refunded), "The full 480.000 TND went back to the buyer.");

        var split = Paid.Disputed(SomeDeal.Split).Ended(EscrowStatus.Completed, ActorKind.Operator, ClosureReason.DisputeSplit);
        var words = "An operator decided the dispute and divided the money. 360.000 TND went back to ";
        Says(await TextAsync(EscrowAction.Dispute, SomeDeal.Sami, split), words + "you, and the seller got 111.000 TND.");
        Says(await TextAsync(EscrowAction.Dispute, SomeDeal.Amel, split), words + "the buyer, and you got 111.000 TND.");

        var never = SomeDeal.Standard().Ended(EscrowStatus.Cancelled, ActorKind.Clock, ClosureReason.Expired);
        Says(await TextAsync(signed, SomeDeal.Sami, never), "It was not paid in time. No money was held.");
    }

    [Theory]
    [MemberData(nameof(Reasons))]
    public async Task Every_end_of_a_deal_has_words(ClosureReason reason)
    {
        var text = await TextAsync(
            EscrowAction.SignContract, SomeDeal.Sami, Paid.Ended(EscrowStatus.Completed, ActorKind.Clock, reason));
        Says(text, "How the deal ended");
    }

    public static TheoryData<ClosureReason> Reasons => [.. Enum.GetValues<ClosureReason>()];

    [Theory]
    [InlineData(EscrowAction.Complete, EscrowStatus.Completed, ClosureReason.BuyerCompleted)]
    [InlineData(EscrowAction.AcceptCancellation, EscrowStatus.Cancelled, ClosureReason.CancellationAccepted)]
    [InlineData(EscrowAction.CancelEscrow, EscrowStatus.Cancelled, ClosureReason.SellerCancel)]
    public async Task What_ended_the_deal_is_not_told_twice(EscrowAction action, EscrowStatus status, ClosureReason reason)
    {
        var text = await TextAsync(action, SomeDeal.Amel, Delivered.Ended(status, ActorKind.Seller, reason));
        Assert.DoesNotContain("How the deal ended", text, StringComparison.Ordinal);
        Says(text, "The deal is closed. Nothing more needs to be done.");
    }

    [Fact]
    public async Task A_request_that_was_declined_waits_for_no_answer()
    {
        var text = await TextAsync(EscrowAction.RequestCancellation, SomeDeal.Sami, Delivered.Requested(CancellationStatus.Rejected));
        Says(text, "You have asked for a cancellation The seller declined.");
        Assert.DoesNotContain(CanAnswer, text, StringComparison.Ordinal);
        Says(text, "The buyer confirms the delivery.");

        var over = Delivered.Requested(CancellationStatus.Closed)
            .Ended(EscrowStatus.Cancelled, ActorKind.Seller, ClosureReason.SellerCancel);
        Says(await TextAsync(EscrowAction.RequestCancellation, SomeDeal.Sami, over), "The deal ended before the seller answered.");
    }

    [Fact]
    public async Task Whoever_declined_is_told_of_a_dispute_and_of_the_end()
    {
        var declined = Paid.Requested(CancellationStatus.Rejected);
        Says(await TextAsync(EscrowAction.RejectCancellation, SomeDeal.Amel, declined), GoesOn);

        var disputed = await TextAsync(EscrowAction.RejectCancellation, SomeDeal.Amel, declined.Disputed());
        Says(disputed, "A dispute is open, and the deal stands still until it is decided.");
        Assert.DoesNotContain("may open a dispute", disputed, StringComparison.Ordinal);

        var ended = declined.Ended(EscrowStatus.Completed, ActorKind.Buyer, ClosureReason.BuyerCompleted);
        var over = await TextAsync(EscrowAction.RejectCancellation, SomeDeal.Amel, ended);
        Says(over, "The buyer’s request was declined, and the deal is closed now.");
        Assert.DoesNotContain(GoesOn, over, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signature_that_a_change_cleared_is_not_said_to_be_there()
    {
        const string there = "Your signature is on the contract.";
        var signature = new Signature(
            SomeDeal.Now, SomeDeal.Sami.Id, SomeDeal.Sami.Email, "Sami Ben Ali", null, null, null, "");
        var signed = Paid with { Contract = Paid.Contract! with { BuyerSignature = signature, SellerSignature = signature } };
        var text = await TextAsync(EscrowAction.SignContract, SomeDeal.Sami, signed);
        Says(text, there);
        Says(text, "The seller delivers.");

        var changed = await TextAsync(EscrowAction.SignContract, SomeDeal.Sami, SomeDeal.Standard());
        Assert.DoesNotContain(there, changed, StringComparison.Ordinal);
        Says(changed, "The deal was changed afterwards, so that signature no longer counts.");
        Says(changed, "Both sides sign the contract.");
    }

    [Theory]
    [InlineData(ProofPhase.WaitingSellerProof, "The seller uploads proof of purchase. The buyer reviews it, and then")]
    [InlineData(ProofPhase.CorrectionRequested, "The buyer asked for better proof of purchase. The seller uploads it.")]
    [InlineData(ProofPhase.SubmittedWaitingBuyerReview, "The buyer reviews the proof of purchase, and then the seller")]
    [InlineData(ProofPhase.NeedsDhmadReview, "An operator looks at the case and decides.")]
    [InlineData(ProofPhase.Accepted, "What happens next The seller delivers.")]
    [InlineData(ProofPhase.AcceptedByTimeout, "What happens next The seller delivers.")]
    public async Task The_proof_comes_before_the_delivery(ProofPhase phase, string next) =>
        Says(await TextAsync(EscrowAction.AcceptPay, SomeDeal.Sami, SomeDeal.Quick(phase)), next);

    [Fact]
    public async Task Whoever_pays_ticks_until_when_the_money_is_held()
    {
        const string confirmed = "It is held until I confirm the delivery or the time to object is over.";
        Says(Text(await Gallery.Paying(SomeDeal.Standard())), "I pay 480.000 TND now. " + confirmed);
        Says(Text(await Gallery.Paying(SomeDeal.Quick(status: EscrowStatus.Pending))), "I pay 480.000 TND now. " + confirmed);
        Says(
            Text(await Gallery.Paying(SomeDeal.Instant())),
            "I pay 780.459 TND now. It is held until the seller has delivered.");
    }

    private static async Task<string> TextAsync(EscrowAction action, Person person, Escrow escrow) =>
        Text(await Gallery.Done(action, person, escrow));

    private static void Says(string text, string words) => Assert.Contains(words, text, StringComparison.Ordinal);

    /// <summary>What can be read in the main part; marks inside a sentence leave no gap.</summary>
    private static string Text(string html)
    {
        var main = html[html.IndexOf("<main", StringComparison.Ordinal)..];
        var plain = Tags().Replace(Inline().Replace(main, ""), " ");
        return Spaces().Replace(WebUtility.HtmlDecode(plain), " ");
    }

    [GeneratedRegex("</?(bdi|time)[^>]*>")]
    private static partial Regex Inline();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tags();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
