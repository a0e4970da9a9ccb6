using Dhmad.Storage.Ledger;

namespace Dhmad.Storage.Tests;

/// <summary>The proof holds over honest books, and names each invariant when the books are broken on purpose.</summary>
public abstract class ProofSuite : StoreSuite
{
    private static readonly string[] Names =
    [
        "zero_sum", "balances_match", "never_negative", "held_equals_open", "closed_hold_zero", "released_exactly",
        "sequences_gap_free", "chains_match", "money_matches_events",
    ];

    [SkippableFact]
    public async Task Empty_books_hold()
    {
        await using var fixture = await OpenAsync();
        var proof = await ProveAsync(fixture);
        Assert.True(proof.Ok);
        Assert.Equal(Names, proof.Checks.Select(check => check.Name));
        Assert.All(proof.Checks, check => Assert.Equal((0, ""), (check.Checked, check.Detail)));
        Assert.Equal(new ProofChain(0, 0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"), proof.Chain);
    }

    [SkippableFact]
    public async Task Honest_books_hold_and_are_counted()
    {
        await using var fixture = await OpenAsync();
        await WriteBooksAsync(fixture);
        var proof = await ProveAsync(fixture);
        Assert.All(proof.Checks, check => Assert.Equal("", check.Detail));
        Assert.Equal([8, 9, 10, 3, 3, 2, 6, 15, 9], proof.Checks.Select(check => check.Checked));
        Assert.Equal(
            new Dictionary<string, long>
            {
                ["available"] = Life.Net + Life.DeveloperFee + 2 * Life.Amount + 7,
                ["payout_pending"] = 0,
                ["held"] = 2 * Life.Amount,
                ["unclaimed"] = 0,
                ["platform_fees"] = Life.EscrowFee,
                ["rail_clearing"] = -5 * Life.Amount - 7,
            },
            proof.Totals.ToDictionary(total => total.Account, total => total.BalanceTnd));
        Assert.Equal((6, 15), (proof.Chain.Escrows, proof.Chain.Events));
    }

    [SkippableFact]
    public async Task The_digest_pins_the_history()
    {
        await using var fixture = await OpenAsync();
        var life = await WriteBooksAsync(fixture);
        var before = await ProveAsync(fixture);
        Assert.Equal(before.Chain, (await ProveAsync(fixture)).Chain);
        await fixture.CommitAsync(life.Deliver());
        Assert.NotEqual(before.Chain.Digest, (await ProveAsync(fixture)).Chain.Digest);
    }

    [SkippableTheory]
    [InlineData("zero_sum", "UPDATE ledger_entries SET amount_tnd = amount_tnd + 1 WHERE account = 'platform_fees'")]
    [InlineData("zero_sum", "DELETE FROM ledger_entries WHERE account = 'rail_clearing'")]
    [InlineData("zero_sum", "DELETE FROM ledger_transactions WHERE movement = 'top_up'")]
    [InlineData("zero_sum", "UPDATE ledger_transactions SET id = '66d4a1f09b3c5e7a2f1d8c41'")]
    [InlineData("zero_sum", "UPDATE ledger_entries SET transaction_number = transaction_number + 1000")]
    [InlineData("balances_match", "UPDATE ledger_balances SET balance = balance + 1 WHERE account = 'available'")]
    [InlineData("balances_match", "DELETE FROM ledger_balances WHERE account = 'available'")]
    [InlineData("balances_match", "INSERT INTO ledger_balances VALUES ('available', 'thief', 1000000)")]
    [InlineData("never_negative", "UPDATE ledger_balances SET balance = -1 WHERE account = 'available'")]
    [InlineData("never_negative", "UPDATE ledger_entries SET amount_tnd = -amount_tnd WHERE account = 'platform_fees'")]
    [InlineData("held_equals_open", "UPDATE ledger_balances SET balance = 1 WHERE account = 'held' AND balance > 0")]
    [InlineData("held_equals_open", "UPDATE escrows SET status = 'paid' WHERE status = 'pending'")]
    [InlineData("held_equals_open", "UPDATE ledger_balances SET owner = owner || 'x' WHERE account = 'held' AND balance > 0")]
    [InlineData("closed_hold_zero", "UPDATE ledger_balances SET balance = 1 WHERE account = 'held' AND balance = 0")]
    [InlineData("closed_hold_zero", "UPDATE escrows SET status = 'completed' WHERE status = 'delivered'")]
    [InlineData("released_exactly", "UPDATE ledger_entries SET amount_tnd = amount_tnd + 1 WHERE account = 'platform_fees'")]
    [InlineData("released_exactly", "DELETE FROM ledger_transactions WHERE movement = 'refund'")]
    [InlineData("sequences_gap_free", "DELETE FROM escrow_events WHERE sequence = 2")]
    [InlineData("sequences_gap_free", "UPDATE escrows SET sequence = sequence + 1")]
    [InlineData("sequences_gap_free", "UPDATE escrow_events SET sequence = 9 WHERE sequence = 3")]
    [InlineData("chains_match", "UPDATE escrow_events SET body = CAST('{}' AS BLOB) WHERE sequence = 1")]
    [InlineData("chains_match", "UPDATE escrow_events SET hash = zeroblob(32) WHERE sequence = 1")]
    [InlineData("chains_match", "UPDATE escrow_events SET previous_hash = zeroblob(32) WHERE sequence = 2")]
    [InlineData("chains_match", "UPDATE escrows SET last_hash = zeroblob(32)")]
    [InlineData("money_matches_events", "DELETE FROM ledger_transactions WHERE movement = 'hold'")]
    [InlineData("money_matches_events", "UPDATE ledger_transactions SET movement = 'refund' WHERE movement = 'release'")]
    [InlineData("money_matches_events", "UPDATE ledger_transactions SET event_sequence = 1 WHERE movement = 'hold'")]
    [InlineData("money_matches_events", "UPDATE ledger_transactions SET event_sequence = 77 WHERE movement = 'hold'")]
    [InlineData("money_matches_events", "UPDATE escrow_events SET body = CAST('[' AS BLOB) WHERE sequence = 2")]
    public async Task Broken_books_are_named(string invariant, string tampering)
    {
        await using var fixture = await OpenAsync();
        await WriteBooksAsync(fixture);
        await fixture.TamperAsync(tampering);
        var proof = await ProveAsync(fixture);
        Assert.False(proof.Ok);
        var broken = proof.Checks.Single(check => check.Name == invariant);
        Assert.False(broken.Ok);
        Assert.Contains("broken, first: ", broken.Detail, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Many_breaches_are_counted_and_few_are_shown()
    {
        await using var fixture = await OpenAsync();
        for (var index = 0; index < 10; index++) await fixture.CommitAsync(fixture.NewLife().Create());
        await fixture.TamperAsync("UPDATE escrows SET sequence = 2");
        var broken = (await ProveAsync(fixture)).Checks.Single(check => check.Name == "sequences_gap_free");
        Assert.StartsWith("10 broken, first: escrow ", broken.Detail, StringComparison.Ordinal);
        Assert.Equal(2, broken.Detail.Count(letter => letter == ';'));
    }

    /// <summary>One escrow in each status, a second cancelled one that was refunded, and a top-up.</summary>
    /// <returns>The one that is paid.</returns>
    private static async Task<Life> WriteBooksAsync(DatabaseFixture fixture)
    {
        var lives = Enumerable.Range(0, 6).Select(_ => fixture.NewLife()).ToArray();
        foreach (var life in lives) await fixture.CommitAsync(life.Create());
        await fixture.CommitAsync(lives[1].Pay());
        await fixture.CommitAsync(lives[2].Pay(), lives[2].Deliver());
        await fixture.CommitAsync(lives[3].Pay(), lives[3].Deliver(), lives[3].Complete());
        await fixture.CommitAsync(lives[4].Pay(), lives[4].Refund());
        await fixture.CommitAsync(lives[5].Cancel());
        await fixture.TopUpAsync("sami", 7);
        await fixture.TopUpAsync("amel", Life.Amount);
        return lives[1];
    }

    private static Task<ProofReport> ProveAsync(DatabaseFixture fixture) =>
        new LedgerProof(fixture.Database).ProveAsync(DatabaseFixture.Start, CancellationToken.None);
}
