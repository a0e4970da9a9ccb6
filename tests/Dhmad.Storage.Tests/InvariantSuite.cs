using Dhmad.Domain.Escrows;
using Dhmad.Domain.Ledger;

namespace Dhmad.Storage.Tests;

/// <summary>A commit that contradicts itself or the books is a fault: it throws, names the invariant, and writes nothing.</summary>
public abstract class InvariantSuite : StoreSuite
{
    public static TheoryData<string, string> Breaches => new()
    {
        { "entries that do not sum to zero", "zero_sum" },
        { "an empty entry", "zero_sum" },
        { "a hold of less than the amount", "held_equals_open" },
        { "a hold while the escrow stays pending", "held_equals_open" },
        { "a hold for another escrow", "held_equals_open" },
        { "paid without money", "held_equals_open" },
        { "a hold of no event", "money_matches_events" },
        { "a top-up that names an event", "money_matches_events" },
        { "a skipped event number", "sequences_gap_free" },
        { "an event of another escrow", "sequences_gap_free" },
        { "a wrong hash", "chains_match" },
        { "a wrong previous hash", "chains_match" },
        { "a chain that starts anew", "chains_match" },
        { "a state that forgets its last hash", "chains_match" },
    };

    [SkippableTheory]
    [MemberData(nameof(Breaches))]
    public async Task A_pending_escrow_is_not_paid_with(string breach, string invariant)
    {
        await using var fixture = await OpenAsync();
        var life = fixture.NewLife();
        await fixture.CommitAsync(life.Create());
        var pending = life.Escrow;
        await ThrowsAsync(fixture, Break(life.Pay(), pending, breach), invariant);
    }

    [SkippableFact]
    public async Task A_funded_escrow_does_not_close_without_releasing_its_money()
    {
        await using var fixture = await OpenAsync();
        var life = fixture.NewLife();
        await fixture.CommitAsync(life.Create(), life.Pay());
        await ThrowsAsync(fixture, life.Cancel(), "held_equals_open");
    }

    [SkippableFact]
    public async Task A_release_moves_the_whole_amount()
    {
        await using var fixture = await OpenAsync();
        var life = fixture.NewLife();
        await fixture.CommitAsync(life.Create(), life.Pay(), life.Deliver());
        var release = life.Complete();
        var half = release.Ledger! with
        {
            Entries = [.. release.Ledger.Entries.Select(entry => entry with { AmountTnd = entry.AmountTnd / 2 })],
        };
        await ThrowsAsync(fixture, release with { Ledger = half }, "released_exactly");
    }

    [SkippableFact]
    public async Task A_closed_escrow_does_not_open_again()
    {
        await using var fixture = await OpenAsync();
        var life = fixture.NewLife();
        await fixture.CommitAsync(life.Create(), life.Cancel());
        var reopened = life.Commit(life.Escrow with { Status = EscrowStatus.Pending }, "escrow.status.updated");
        await ThrowsAsync(fixture, reopened, "closed_hold_zero");
    }

    [SkippableFact]
    public async Task The_amount_of_a_funded_escrow_does_not_change()
    {
        await using var fixture = await OpenAsync();
        var life = fixture.NewLife();
        await fixture.CommitAsync(life.Create(), life.Pay());
        var terms = life.Escrow.Terms with { AmountTnd = Life.Amount + 1 };
        await ThrowsAsync(fixture, life.Commit(life.Escrow with { Terms = terms }, "escrow.updated"), "held_equals_open");
    }

    private static EscrowCommit Break(EscrowCommit pay, Escrow pending, string breach)
    {
        var (ledger, happened) = (pay.Ledger!, pay.Events[0]);
        var (from, to) = (ledger.Entries[0], ledger.Entries[1]);
        LedgerEntry Less(LedgerEntry entry) => entry with { AmountTnd = entry.AmountTnd / 2 };
        var zeros = new byte[HashChain.HashBytes];
        return breach switch
        {
            "entries that do not sum to zero" => With(from, to with { AmountTnd = to.AmountTnd - 1 }),
            "an empty entry" => With(from, to, new(new(AccountKind.PlatformFees, ""), 0)),
            "a hold of less than the amount" => With(Less(from), Less(to)),
            "a hold while the escrow stays pending" =>
                pay with { Escrow = pay.Escrow with { Status = EscrowStatus.Pending } },
            "a hold for another escrow" => With(from, to with { Account = new(AccountKind.Held, "other") }),
            "paid without money" => pay with { Ledger = null },
            "a hold of no event" => pay with { Ledger = ledger with { EventSequence = 1 } },
            "a top-up that names an event" => pay with { Ledger = ledger with { Movement = Movement.TopUp } },
            "a skipped event number" => pay with
            {
                Escrow = pay.Escrow with { Sequence = 3 },
                Events = [happened with { Sequence = 3 }],
                Ledger = ledger with { EventSequence = 3 },
            },
            "an event of another escrow" => pay with { Events = [happened with { EscrowId = "other" }] },
            "a wrong hash" => pay with
            {
                Escrow = pay.Escrow with { LastHash = zeros }, Events = [happened with { Hash = zeros }],
            },
            "a wrong previous hash" => pay with { Events = [happened with { PreviousHash = zeros }] },
            "a chain that starts anew" => StartAnew(pay, happened, zeros),
            "a state that forgets its last hash" => pay with { Escrow = pay.Escrow with { LastHash = pending.LastHash } },
            _ => throw new ArgumentOutOfRangeException(nameof(breach)),
        };

        EscrowCommit With(params LedgerEntry[] entries) => pay with { Ledger = ledger with { Entries = entries } };
    }

    private static EscrowCommit StartAnew(EscrowCommit pay, EscrowEvent happened, byte[] zeros)
    {
        var hash = HashChain.Next(zeros, happened.Body);
        return pay with
        {
            Escrow = pay.Escrow with { LastHash = hash },
            Events = [happened with { PreviousHash = zeros, Hash = hash }],
        };
    }

    private static async Task ThrowsAsync(DatabaseFixture fixture, EscrowCommit commit, string invariant)
    {
        var before = await fixture.ContentsAsync();
        var broken = await Assert.ThrowsAsync<InvariantBrokenException>(
            () => fixture.Database.CommitAsync(commit, CancellationToken.None));
        Assert.StartsWith(invariant + ":", broken.Message, StringComparison.Ordinal);
        Assert.Equal(before, await fixture.ContentsAsync());
    }
}
