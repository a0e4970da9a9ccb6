using System.Text;
using System.Text.Json;
using Dhmad.Domain.Escrows;
using Dhmad.Domain.Ledger;

namespace Dhmad.Domain.Tests.Escrows.Kit;

/// <summary>What must be true after every commit, whatever happened.</summary>
internal static class Invariants
{
    public static void Check(Deal deal, Escrow? before, Decision decision)
    {
        var escrow = deal.Escrow;
        Assert.Equal((before?.Version ?? 0) + 1, escrow.Version);
        Assert.Equal(deal.Now, escrow.UpdatedAt);
        Assert.Equal(escrow.IsClosed && before is { IsClosed: false }, decision.Closes);
        Assert.Equal(escrow.IsClosed, escrow.Closure is not null);
        CheckMoney(deal, decision);
        CheckHistory(deal);
        CheckClocks(escrow);
    }

    private static void CheckMoney(Deal deal, Decision decision)
    {
        var (escrow, terms) = (deal.Escrow, deal.Escrow.Terms);
        Assert.Equal(escrow.IsFunded ? terms.AmountTnd : 0, deal.Books[AccountKind.Held, escrow.Id]);
        Assert.Equal(terms.AmountTnd, terms.SellerNetTnd + terms.EscrowFeeTnd + terms.DeveloperFeeTnd);
        Assert.True(terms is { SellerNetTnd: >= 0, EscrowFeeTnd: >= 0, DeveloperFeeTnd: >= 0 });

        if (decision.Ledger is { } ledger)
        {
            Assert.Equal(escrow.Id, ledger.EscrowId);
            var cause = Assert.Single(decision.Events, raised => raised.Sequence == ledger.EventSequence);
            Assert.Equal(EventTypes.StatusUpdated, cause.Type);
        }

        // What is told of a closed escrow's money is what its last commit moved.
        if (decision.Closes)
            Assert.Equal(
                SplitShare.OfClosed(escrow) is { } share ? Movements.Split(escrow, share) : null,
                decision.Ledger?.Entries);

        if (escrow is { IsClosed: true, PaidAt: not null })
        {
            var held = new LedgerAccount(AccountKind.Held, escrow.Id);
            var released = deal.Books.Transactions
                .Where(moved => moved.Movement is Movement.Release or Movement.Refund or Movement.Split)
                .ToList();
            Assert.Equal(terms.AmountTnd, Assert.Single(released).Entries
                .Where(entry => entry.Account != held).Sum(entry => entry.AmountTnd));
        }
    }

    private static void CheckHistory(Deal deal)
    {
        var hash = HashChain.Start;
        for (var i = 0; i < deal.Events.Count; i++)
        {
            var raised = deal.Events[i];
            Assert.Equal(i + 1, raised.Sequence);
            Assert.Equal(hash, raised.PreviousHash);
            hash = HashChain.Next(hash, raised.Body);
            Assert.Equal(hash, raised.Hash);
            CheckBody(raised);
        }

        Assert.Equal(deal.Events.Count, deal.Escrow.Sequence);
        Assert.Equal(hash, deal.Escrow.LastHash);
    }

    private static void CheckBody(EscrowEvent raised)
    {
        using var body = JsonDocument.Parse(raised.Body);
        var root = body.RootElement;
        Assert.Equal(raised.Id.ToString(), root.GetProperty("id").GetString());
        Assert.Equal(raised.Type, root.GetProperty("type").GetString());
        Assert.Equal(Instant.Text(raised.At), root.GetProperty("timestamp").GetString());
        Assert.Equal(raised.Sequence, root.GetProperty("data").GetProperty("escrow").GetProperty("sequence").GetInt64());
        Assert.DoesNotContain("\n", Encoding.UTF8.GetString(raised.Body), StringComparison.Ordinal);
    }

    private static void CheckClocks(Escrow escrow)
    {
        if (escrow.IsClosed || escrow.DisputeOpen) Assert.Null(EscrowClock.Next(escrow));
        if (escrow is { Status: EscrowStatus.Pending, DepositUnderReview: false }) Assert.NotNull(EscrowClock.Next(escrow));
        Assert.False(escrow is { CompletionDeadline: not null, CompletionTimeLeft: not null });
        Assert.False(escrow is { CompletionDeadline: not null, CancellationPending: true });
    }
}
