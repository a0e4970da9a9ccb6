using Dhmad.Domain.Accounts;
using Dhmad.Domain.Escrows;
using Dhmad.Storage.Ledger;

namespace Dhmad.Storage.Tests;

/// <summary>The proof holds over honest books, and names each invariant when the books are broken on purpose.</summary>
public abstract class ProofSuite : StoreSuite
{
    private static readonly string[] Names =
    [
        "zero_sum", "balances_match", "never_negative", "held_equals_open", "closed_hold_zero", "released_exactly",
        "sequences_gap_free", "chains_match", "money_matches_events", "states_match",
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
        Assert.Equal([8, 9, 10, 3, 3, 2, 6, 15, 9, 6], proof.Checks.Select(check => check.Checked));
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
    [InlineData("money_matches_events", "DELETE FROM ledger_entries WHERE account = 'platform_fees'")]
    [InlineData("money_matches_events", "DELETE FROM ledger_entries WHERE account = 'held' AND amount_tnd < 0")]
    [InlineData("money_matches_events", "UPDATE ledger_entries SET line = line + 9")]
    [InlineData("money_matches_events", "UPDATE ledger_entries SET transaction_number = transaction_number + 1000")]
    [InlineData("money_matches_events", "UPDATE ledger_entries SET account = 'nowhere' WHERE account = 'platform_fees'")]
    [InlineData("states_match", "DELETE FROM escrow_events WHERE sequence = 2")]
    [InlineData("states_match", "UPDATE escrow_events SET body = CAST('{}' AS BLOB) WHERE sequence = 3")]
    [InlineData("states_match", "UPDATE escrows SET sequence = sequence + 1")]
    [InlineData("states_match", "UPDATE escrows SET last_hash = zeroblob(32)")]
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

    /// <summary>Nothing that is summed, counted or hashed is touched, so that no other check can tell.</summary>
    [SkippableTheory]
    [InlineData("states_match", "UPDATE escrows SET state = CAST(replace(state, '\"status\":\"paid\"', '\"status\":\"delivered\"') AS BLOB)")]
    [InlineData("states_match", "UPDATE escrows SET state = CAST(replace(state, '\"amountTnd\":100000', '\"amountTnd\":900000') AS BLOB) WHERE status = 'pending'")]
    [InlineData("states_match", "UPDATE escrows SET state = CAST(replace(state, '\"id\":\"seller-', '\"id\":\"thief-') AS BLOB)")]
    [InlineData("states_match", "UPDATE escrows SET state = CAST(replace(state, '\"email\":\"buyer-', '\"email\":\"thief-') AS BLOB)")]
    [InlineData("states_match", "UPDATE escrows SET state = CAST(replace(state, '\"expiresAt\":\"2026', '\"expiresAt\":\"2027') AS BLOB) WHERE status = 'pending'")]
    [InlineData("states_match", "UPDATE escrows SET state = CAST(replace(state, '\"terms\":{', '\"terms\":null,\"other\":{') AS BLOB)")]
    [InlineData("states_match", "UPDATE escrows SET state = CAST(replace(state, '\"mode\":\"quick\"', '\"mode\":7') AS BLOB)")]
    [InlineData("states_match", "UPDATE escrows SET state = CAST('{\"id\":' AS BLOB)")]
    [InlineData("states_match", "UPDATE escrows SET state = CAST('null' AS BLOB)")]
    [InlineData("states_match", "UPDATE escrows SET state = zeroblob(0)")]
    [InlineData("states_match", "UPDATE escrows SET status = 'delivered' WHERE status = 'paid'")]
    [InlineData("states_match", "UPDATE escrows SET status = 'cancelled', listed_as = 'cancelled' WHERE status = 'pending'")]
    [InlineData("states_match", "UPDATE escrows SET version = version + 1")]
    [InlineData("states_match", "UPDATE escrows SET mode = 'instant'")]
    [InlineData("states_match", "UPDATE escrows SET developer_id = 'thief'")]
    [InlineData("states_match", "UPDATE escrows SET buyer_id = NULL")]
    [InlineData("states_match", "UPDATE escrows SET buyer_email = 'thief@example.tn'")]
    [InlineData("states_match", "UPDATE escrows SET seller_id = 'thief'")]
    [InlineData("states_match", "UPDATE escrows SET seller_email = 'thief@example.tn'")]
    [InlineData("states_match", "UPDATE escrows SET amount_tnd = amount_tnd + 1 WHERE status = 'pending'")]
    [InlineData("states_match", "UPDATE escrows SET created_at = created_at + 1")]
    [InlineData("states_match", "UPDATE escrows SET updated_at = updated_at + 1")]
    [InlineData("states_match", "UPDATE escrows SET deadline_at = deadline_at + 1")]
    [InlineData("states_match", "UPDATE escrows SET deadline_at = NULL")]
    [InlineData("states_match", "UPDATE escrows SET listed_as = 'open'")]
    [InlineData(
        "states_match",
        """
        UPDATE escrows SET status = 'delivered', deadline_at = NULL,
            state = CAST(replace(state, '"status":"paid"', '"status":"delivered"') AS BLOB)
        WHERE status = 'paid'
        """)]
    [InlineData(
        "states_match",
        """
        UPDATE escrows SET status = 'cancelled', listed_as = 'cancelled', deadline_at = NULL,
            state = CAST(replace(state, '"status":"pending"', '"status":"cancelled"') AS BLOB)
        WHERE status = 'pending'
        """)]
    [InlineData(
        "states_match",
        """
        UPDATE escrows SET seller_id = replace(seller_id, 'seller-', 'thief-'),
            state = CAST(replace(state, '"id":"seller-', '"id":"thief-') AS BLOB)
        """)]
    [InlineData(
        "money_matches_events",
        """
        UPDATE ledger_entries SET owner = 'thief' WHERE account = 'available' AND owner LIKE 'seller-%';
        UPDATE ledger_balances SET owner = 'thief' WHERE account = 'available' AND owner LIKE 'seller-%'
        """)]
    [InlineData(
        "money_matches_events",
        """
        UPDATE ledger_entries SET owner = 'thief' WHERE account = 'available' AND owner LIKE 'buyer-%';
        UPDATE ledger_balances SET owner = 'thief' WHERE account = 'available' AND owner LIKE 'buyer-%'
        """)]
    [InlineData(
        "money_matches_events",
        """
        UPDATE ledger_entries SET owner = 'thief' WHERE account = 'available' AND owner LIKE 'fees-%';
        UPDATE ledger_balances SET owner = 'thief' WHERE account = 'available' AND owner LIKE 'fees-%'
        """)]
    [InlineData(
        "money_matches_events",
        """
        UPDATE ledger_entries SET account = 'unclaimed', owner = 'thief@example.tn' WHERE owner LIKE 'seller-%';
        UPDATE ledger_balances SET account = 'unclaimed', owner = 'thief@example.tn' WHERE owner LIKE 'seller-%'
        """)]
    [InlineData(
        "money_matches_events",
        """
        UPDATE ledger_entries SET amount_tnd = amount_tnd - 1 WHERE account = 'platform_fees';
        UPDATE ledger_entries SET amount_tnd = amount_tnd + 1 WHERE owner LIKE 'seller-%';
        UPDATE ledger_balances SET balance = balance + 1 WHERE owner LIKE 'seller-%'
        """)]
    [InlineData(
        "money_matches_events",
        "UPDATE escrows SET state = CAST(replace(state, '\"fees-', '\"thief-') AS BLOB) WHERE status = 'completed'")]
    [InlineData(
        "money_matches_events",
        "UPDATE escrows SET state = CAST(replace(state, '\"developerFeeUserId\"', '\"other\"') AS BLOB) WHERE status = 'completed'")]
    [InlineData(
        "money_matches_events",
        "UPDATE escrows SET state = CAST(replace(state, '\"escrowFeeTnd\":5000', '\"escrowFeeTnd\":500000') AS BLOB) WHERE status = 'completed'")]
    public async Task What_no_sum_and_no_hash_can_tell_is_named(string invariant, string tampering)
    {
        await using var fixture = await OpenAsync();
        await WriteBooksAsync(fixture);
        await fixture.TamperAsync(tampering);
        var broken = Assert.Single((await ProveAsync(fixture)).Checks, check => !check.Ok);
        Assert.Equal(invariant, broken.Name);
    }

    /// <summary>They are paid by e-mail while they are no users, and that stays so when they become users.</summary>
    [SkippableFact]
    public async Task Who_becomes_a_user_was_paid_rightly_before()
    {
        await using var fixture = await OpenAsync();
        foreach (var last in (Func<Life, EscrowCommit>[])[life => life.Complete(), life => life.Refund(), life => life.Split()])
        {
            var life = fixture.NewLife();
            var (buyer, seller) = (life.Escrow.Buyer, life.Escrow.Seller);
            life.Escrow = life.Escrow with { Buyer = new Person(null, buyer.Email), Seller = new Person(null, seller.Email) };
            await fixture.CommitAsync(life.Create(), life.Pay(), last(life));
            await ProofHolds.OnAsync(fixture);
            await fixture.CommitAsync(life.Commit(life.Escrow with { Seller = seller }, "escrow.party.linked"));
            await fixture.CommitAsync(life.Commit(life.Escrow with { Buyer = buyer }, "escrow.party.linked"));
            await ProofHolds.OnAsync(fixture);
        }
    }

    [SkippableFact]
    public async Task A_split_that_was_decided_otherwise_is_named()
    {
        await using var fixture = await OpenAsync();
        var life = fixture.NewLife();
        await fixture.CommitAsync(life.Create(), life.Pay(), life.Split());
        await ProofHolds.OnAsync(fixture);
        await fixture.TamperAsync(
            "UPDATE escrows SET state = CAST(replace(state, '\"sellerGrossTnd\":40000', '\"sellerGrossTnd\":60000') AS BLOB)");
        var broken = Assert.Single((await ProveAsync(fixture)).Checks, check => !check.Ok);
        Assert.Equal("money_matches_events", broken.Name);
        Assert.Equal($"1 broken, first: the split of escrow {life.Escrow.Id} does not pay what and whom it says", broken.Detail);
    }

    [SkippableFact]
    public async Task An_escrow_of_which_nothing_was_told_is_pending()
    {
        await using var fixture = await OpenAsync();
        await fixture.CommitAsync(fixture.NewLife().Touch());
        await ProofHolds.OnAsync(fixture);
        await fixture.TamperAsync(
            """
            UPDATE escrows SET status = 'cancelled', listed_as = 'cancelled', deadline_at = NULL,
                state = CAST(replace(state, '"status":"pending"', '"status":"cancelled"') AS BLOB)
            """);
        var broken = Assert.Single((await ProveAsync(fixture)).Checks, check => !check.Ok);
        Assert.Equal("states_match", broken.Name);
        Assert.EndsWith(" is cancelled, and its events told pending last", broken.Detail, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task What_a_state_has_otherwise_is_told_by_name_only()
    {
        await using var fixture = await OpenAsync();
        var life = fixture.NewLife();
        await fixture.CommitAsync(life.Create());
        await fixture.TamperAsync("UPDATE escrows SET version = 2, seller_email = 'thief@example.tn'");
        var broken = (await ProveAsync(fixture)).Checks.Single(check => check.Name == "states_match");
        Assert.Equal(
            $"1 broken, first: the state of escrow {life.Escrow.Id} has another version, seller's e-mail than its row",
            broken.Detail);
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
