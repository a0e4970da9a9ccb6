using System.Globalization;
using System.Text;
using Dhmad.Domain.Escrows;
using Dhmad.Domain.Ledger;
using Dhmad.Domain.Payments;

namespace Dhmad.Domain.Tests.Escrows.Kit;

/// <summary>
/// A life told line by line: <c>buyer pays -> paid | held 100 | #2</c>. The left side is done, and the right side must
/// be what came of it: status and proof phase or the refusal, who has how much, the number of the last event.
/// </summary>
internal static class Story
{
    private static readonly Dictionary<string, Func<Deal, string, Refusal?>> Lines = new()
    {
        ["buyer signs"] = (deal, _) => Sign(deal, ActorKind.Buyer),
        ["seller signs"] = (deal, _) => Sign(deal, ActorKind.Seller),
        ["buyer pays"] = (deal, _) => deal.Pay(),
        ["buyer pays by wallet"] = (deal, _) => deal.Pay(rail: Rails.Wallet),
        ["guest pays"] = (deal, _) => deal.Pay(The.Guest),
        ["buyer sends a deposit"] = (deal, _) => deal.Take(
            EscrowAction.AcceptPay,
            ActorKind.Buyer,
            deal.Payment(deal.Escrow.Buyer, Rails.ManualTransfer, PaymentStatus.UnderReview)),
        ["operator approves the deposit"] = (deal, _) => deal.Take(EscrowAction.ApproveDeposit, ActorKind.Operator),
        ["operator rejects the deposit"] = (deal, _) =>
            deal.Take(EscrowAction.RejectDeposit, ActorKind.Operator, new ActionInput { Reason = "Unreadable." }),
        ["seller delivers"] = (deal, _) => deal.Take(EscrowAction.Deliver, ActorKind.Seller),
        ["buyer rejects the delivery"] = (deal, _) =>
            deal.Take(EscrowAction.RejectDelivery, ActorKind.Buyer, new ActionInput { Reason = "A wheel is missing." }),
        ["buyer completes"] = (deal, _) => deal.Take(EscrowAction.Complete, ActorKind.Buyer),
        ["buyer requests cancellation"] = (deal, _) =>
            deal.Take(EscrowAction.RequestCancellation, ActorKind.Buyer, new ActionInput { Reason = "Too late." }),
        ["seller accepts the request"] = (deal, _) => deal.Take(EscrowAction.AcceptCancellation, ActorKind.Seller),
        ["seller rejects the request"] = (deal, _) => deal.Take(EscrowAction.RejectCancellation, ActorKind.Seller),
        ["seller cancels"] = (deal, _) => deal.Take(EscrowAction.CancelEscrow, ActorKind.Seller),
        ["developer cancels"] = (deal, _) => deal.Take(EscrowAction.Cancel, ActorKind.Developer),
        ["buyer disputes"] = (deal, _) => Dispute(deal, ActorKind.Buyer),
        ["seller disputes"] = (deal, _) => Dispute(deal, ActorKind.Seller),
        ["operator releases"] = (deal, _) => Resolve(deal, Choice.Release, null),
        ["operator refunds"] = (deal, _) => Resolve(deal, Choice.Refund, null),
        ["operator splits with"] = (deal, rest) =>
            Resolve(deal, Choice.Split, decimal.Parse(rest, CultureInfo.InvariantCulture)),
        ["seller submits a proof"] = (deal, _) =>
            deal.Take(EscrowAction.SubmitProof, ActorKind.Seller, new ActionInput { Proof = APicture }),
        ["buyer accepts the proof"] = (deal, _) => Review(deal, EscrowAction.ReviewProof, ActorKind.Buyer, Choice.Accept),
        ["buyer asks for a better proof"] = (deal, _) =>
            Review(deal, EscrowAction.ReviewProof, ActorKind.Buyer, Choice.Correct),
        ["operator accepts the proof"] = (deal, _) =>
            Review(deal, EscrowAction.DecideProof, ActorKind.Operator, Choice.Accept),
        ["operator rejects the proof"] = (deal, _) =>
            Review(deal, EscrowAction.DecideProof, ActorKind.Operator, Choice.Reject),
        ["clock"] = (deal, rest) => Wait(deal, rest),
    };

    private static readonly ProofSubmission APicture =
        new(default, "The receipt.", [new ProofAttachment("file-1", "image/png")]);

    /// <summary>Does every line of the story, and fails where one came out differently.</summary>
    public static Deal Tell(Deal deal, string story)
    {
        var told = new StringBuilder();
        foreach (var line in story.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var act = line.Split("->", StringSplitOptions.TrimEntries)[0];
            told.Append(act).Append(" -> ").Append(Do(deal, act)).Append('\n');
        }

        Assert.Equal(Normal(story), Normal(told.ToString()));
        return deal;
    }

    /// <summary>Does one thing, such as <c>clock +2d</c>.</summary>
    public static Refusal? Step(Deal deal, string act)
    {
        var known = Lines.Keys.Where(key => act == key || act.StartsWith(key + " ", StringComparison.Ordinal))
            .MaxBy(key => key.Length) ?? throw new ArgumentException($"Nobody knows how: {act}");
        return Lines[known](deal, act[known.Length..].Trim());
    }

    private static string Do(Deal deal, string act) => Step(deal, act) is { } refusal ? refusal.Code : Now(deal);

    private static string Now(Deal deal)
    {
        var escrow = deal.Escrow;
        var standing = escrow.Proof is { } proof
            ? $"{Spelling.Of(escrow.Status)}, {Spelling.Of(proof.Phase)}"
            : Spelling.Of(escrow.Status);
        return string.Join(" | ", [standing, .. Balances(deal), $"#{escrow.Sequence}"]);
    }

    private static IEnumerable<string> Balances(Deal deal)
    {
        var books = deal.Books;
        (string Name, long Tnd)[] all =
        [
            ("held", books[AccountKind.Held, deal.Escrow.Id]),
            ("seller", books.Of(deal.Escrow.Seller)),
            ("platform", books[AccountKind.PlatformFees, ""]),
            ("partner", books.Of(The.Partner)),
            ("buyer", books.Of(deal.Escrow.Buyer)),
        ];
        var some = all.Where(account => account.Tnd != 0)
            .Select(account => $"{account.Name} {Money.ToTnd(account.Tnd).ToString("0.###", CultureInfo.InvariantCulture)}")
            .ToList();
        return some.Count == 0 ? [] : [string.Join(", ", some)];
    }

    private static Refusal? Sign(Deal deal, ActorKind actor) => deal.Take(
        EscrowAction.SignContract, actor, new ActionInput { Seen = deal.Escrow.TermsVersion, FullName = "A Name" });

    private static Refusal? Dispute(Deal deal, ActorKind actor) => deal.Take(
        EscrowAction.Dispute, actor, new ActionInput { Reason = "It is not what was agreed.", TicketCounter = 7 });

    private static Refusal? Resolve(Deal deal, Choice choice, decimal? share) => deal.Take(
        EscrowAction.ResolveDispute, ActorKind.Operator, new ActionInput { Choice = choice, SellerGrossTnd = share });

    private static Refusal? Review(Deal deal, EscrowAction action, ActorKind actor, Choice choice) =>
        deal.Take(action, actor, new ActionInput { Choice = choice, Note = "Look." });

    private static Refusal? Wait(Deal deal, string time)
    {
        var amount = int.Parse(time[1..^1], CultureInfo.InvariantCulture);
        deal.Wait(time[^1] == 'd' ? TimeSpan.FromDays(amount) : TimeSpan.FromHours(amount));
        return null;
    }

    private static string Normal(string text) => string.Join('\n', text
        .Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        .Select(line => string.Join(" -> ", line.Split("->", StringSplitOptions.TrimEntries))));
}
