using Dhmad.Domain.Escrows;
using Dhmad.Domain.Payments;
using Dhmad.Domain.Tests.Escrows.Kit;

namespace Dhmad.Domain.Tests.Escrows;

/// <summary>
/// Whatever is tried, by whomever, in whatever order, with clocks jumping: the invariants hold after every commit
/// (<see cref="Invariants"/> and <see cref="Books"/> check each), a refusal changes nothing, and <c>next</c> tells the
/// truth. A failure names its seed.
/// </summary>
public sealed class RandomWalkTests
{
    private const int Walks = 400;
    private const int Steps = 50;
    private const int StepsAfterTheEnd = 5;

    [Fact]
    public void The_invariants_hold_whatever_happens()
    {
        var rows = new SortedSet<int>();
        for (var seed = 1; seed <= Walks; seed++)
        {
            try
            {
                rows.UnionWith(Walk(seed));
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                throw new InvalidOperationException($"The walk with seed {seed} broke: {failure.Message}", failure);
            }
        }

        Assert.Equal(Enumerable.Range(1, 31), rows);
    }

    private static List<int> Walk(int seed)
    {
        var random = new Random(seed);
        var deal = random.Next(3) == 0 ? Anywhere(random) : Anew(random, seed);
        deal.Books.Fund(The.Buyer.Id!, 2 * deal.Escrow.Terms.AmountTnd);
        var left = Steps;
        for (var step = 0; left > 0; step++)
        {
            left = deal.Escrow.IsClosed ? Math.Min(left, StepsAfterTheEnd) - 1 : left - 1;
            if (random.Next(5) == 0) Jump(deal, random);
            else Try(deal, random);
            if (step % 10 == 0) MatrixTests.NextAgrees($"seed {seed}", deal);
        }

        return deal.Rows;
    }

    private static Deal Anywhere(Random random)
    {
        var (mode, _, way) = Places.All[random.Next(Places.All.Count)];
        return Places.At(mode, way);
    }

    private static Deal Anew(Random random, int seed)
    {
        var input = Inputs(random);
        var facts = Some.Facts(input) with { KnownBuyer = random.Next(2) == 0 ? The.Buyer : null };
        return new Deal(input, facts, seed: seed);
    }

    private static NewEscrow Inputs(Random random)
    {
        var amount = random.Next(5_000, 900_000) / 1000m;
        var fee = random.Next(0, 2_501) / 100m;
        return random.Next(5) switch
        {
            0 => Some.Standard(amount, fee),
            1 => Some.Quick(amount) with { DeveloperFeePercentage = fee },
            2 => Some.Instant(random.Next(10, 9_000) / 1000m),
            _ => Some.WithProof(amount) with { DeveloperFeePercentage = fee },
        };
    }

    private static void Jump(Deal deal, Random random)
    {
        var closedBefore = deal.Escrow.IsClosed;
        var toDeadline = EscrowClock.Next(deal.Escrow)?.At - deal.Now;
        deal.Wait(toDeadline is { } time && random.Next(2) == 0 ? time : TimeSpan.FromMinutes(random.Next(1, 60 * 20)));
        Assert.True(!closedBefore || deal.Escrow.IsClosed);
    }

    private static void Try(Deal deal, Random random)
    {
        // Mostly what is possible and leaves ways on, so that walks get somewhere; sometimes anything at all.
        var (anything, mayEnd, mayDispute) = (random.Next(4) == 0, random.Next(4) == 0, random.Next(4) == 0);
        var all = Move.All
            .SelectMany(move => move.Callers(deal.Escrow).Select(caller => (Move: move, caller.Caller)))
            .Where(attempt => anything || mayDispute || attempt.Move.Action != EscrowAction.Dispute)
            .Where(attempt => anything
                || (attempt.Move.Judge(deal, attempt.Caller) is { IsRefused: false, Value: var value } && (mayEnd || !value.Closes)))
            .ToList();
        if (all.Count == 0) return;
        var (move, caller) = all[random.Next(all.Count)];
        var before = deal.Escrow;
        var given = move.Input(deal);
        if (move.Action == EscrowAction.AcceptPay && random.Next(3) == 0 && given!.Payment!.Payer.Id is not null)
            given = given with { Payment = given.Payment with { Rail = Rails.Wallet, Status = PaymentStatus.Succeeded } };
        if (move.Name == "resolve_dispute split")
            given = given! with { SellerGrossTnd = random.NextInt64(1, before.Terms.AmountTnd) / 1000m };
        var decision = EscrowDecider.Decide(before, new ActionRequest(move.Action, caller, given), deal.Context());
        if (decision.IsRefused)
        {
            Assert.NotNull(RefusalCodes.Find(decision.Refusal.Code));
            return;
        }

        deal.Keep(before, decision.Value);
    }
}
