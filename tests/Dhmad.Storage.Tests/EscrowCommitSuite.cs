using System.Data.Common;
using Dhmad.Domain.Checkout;
using Dhmad.Domain.Escrows;
using Dhmad.Domain.Ledger;
using Dhmad.Domain.Payments;
using Dhmad.Storage.Checkout;
using Dhmad.Storage.Escrows;
using Dhmad.Storage.Payments;

namespace Dhmad.Storage.Tests;

/// <summary>One commit: every part is written, every guard refuses, and what is refused leaves no trace.</summary>
public abstract class EscrowCommitSuite : StoreSuite
{
    [SkippableFact]
    public async Task A_life_is_read_as_it_was_committed()
    {
        await using var fixture = await OpenAsync();
        var store = new EscrowStore(fixture.Database);
        var life = fixture.NewLife();
        foreach (var commit in new[] { life.Create(), life.Pay(), life.Deliver(), life.Complete() })
        {
            await fixture.CommitAsync(commit);
            Assert.Equivalent(commit.Escrow, await store.LoadAsync(life.Escrow.Id, CancellationToken.None), strict: true);
        }

        Assert.Equal(Life.Net, await fixture.BalanceAsync(AccountKind.Available, life.Escrow.Seller.Id!));
        Assert.Equal(Life.DeveloperFee, await fixture.BalanceAsync(AccountKind.Available, life.Escrow.DeveloperFeeUserId!));
        Assert.Equal(Life.EscrowFee, await fixture.BalanceAsync(AccountKind.PlatformFees, ""));
        Assert.Equal(-Life.Amount, await fixture.BalanceAsync(AccountKind.RailClearing, "sandbox_card"));
        Assert.Equal(0, await fixture.BalanceAsync(AccountKind.Held, life.Escrow.Id));
    }

    [SkippableFact]
    public async Task An_escrow_with_every_part_is_read_as_it_was_written()
    {
        await using var fixture = await OpenAsync();
        var life = fixture.NewLife();
        life.Escrow = Whole.Of(life.Escrow, life.Now);
        await fixture.CommitAsync(life.Create());
        var loaded = await new EscrowStore(fixture.Database).LoadAsync(life.Escrow.Id, CancellationToken.None);
        Assert.Equivalent(life.Escrow, loaded, strict: true);
    }

    [SkippableFact]
    public async Task No_escrow_is_read_where_none_is()
    {
        await using var fixture = await OpenAsync();
        Assert.Null(await new EscrowStore(fixture.Database).LoadAsync(fixture.NewLife().Escrow.Id, CancellationToken.None));
    }

    [SkippableFact]
    public async Task A_commit_on_an_old_version_conflicts()
    {
        await using var fixture = await OpenAsync();
        var life = fixture.NewLife();
        await fixture.CommitAsync(life.Create());
        var before = life.Escrow;
        await fixture.CommitAsync(life.Pay());
        life.Escrow = before;
        Assert.Equal(CommitOutcome.Conflict, await fixture.RefusedAsync(life.Cancel()));
    }

    [SkippableFact]
    public async Task The_same_commit_again_conflicts()
    {
        await using var fixture = await OpenAsync();
        var life = fixture.NewLife();
        var create = life.Create();
        var pay = life.Pay();
        await fixture.CommitAsync(create, pay);
        Assert.Equal(CommitOutcome.Conflict, await fixture.RefusedAsync(create));
        Assert.Equal(CommitOutcome.Conflict, await fixture.RefusedAsync(pay));
    }

    [SkippableFact]
    public async Task A_commit_of_an_unknown_escrow_conflicts()
    {
        await using var fixture = await OpenAsync();
        var life = fixture.NewLife();
        life.Create();
        Assert.Equal(CommitOutcome.Conflict, await fixture.RefusedAsync(life.Cancel()));
    }

    [SkippableFact]
    public async Task Paying_more_than_the_wallet_holds_is_refused()
    {
        await using var fixture = await OpenAsync();
        var life = fixture.NewLife();
        await fixture.CommitAsync(life.Create());
        await fixture.TopUpAsync("sami", Life.Amount - 1);
        var before = life.Escrow;
        Assert.Equal(CommitOutcome.BalanceTooLow, await fixture.RefusedAsync(life.Pay(walletOf: "sami")));

        await fixture.TopUpAsync("sami", 1);
        life.Escrow = before;
        await fixture.CommitAsync(life.Pay(walletOf: "sami"));
        Assert.Equal(0, await fixture.BalanceAsync(AccountKind.Available, "sami"));
        Assert.Equal(Life.Amount, await fixture.BalanceAsync(AccountKind.Held, life.Escrow.Id));
    }

    [SkippableFact]
    public async Task A_wallet_that_never_had_money_pays_nothing()
    {
        await using var fixture = await OpenAsync();
        var life = fixture.NewLife();
        await fixture.CommitAsync(life.Create());
        Assert.Equal(CommitOutcome.BalanceTooLow, await fixture.RefusedAsync(life.Pay(walletOf: "nobody")));
    }

    [SkippableFact]
    public async Task A_session_is_consumed_once()
    {
        await using var fixture = await OpenAsync();
        var life = fixture.NewLife();
        await fixture.CommitAsync(life.Create());
        var session = await fixture.OpenSessionAsync(life.Escrow);
        await fixture.CommitAsync(life.Pay() with { CompletedSession = session.Id });
        var consumed = await new SessionStore(fixture.Database).LoadAsync(session.Id, CancellationToken.None);
        Assert.Equivalent(
            session with { Status = SessionStatus.Completed, CompletedAt = life.Now }, consumed, strict: true);
        Assert.Equal(
            CommitOutcome.SessionNotPending,
            await fixture.RefusedAsync(life.Deliver() with { CompletedSession = session.Id }));
    }

    [SkippableFact]
    public async Task A_session_of_another_escrow_is_not_consumed()
    {
        await using var fixture = await OpenAsync();
        var (life, other) = (fixture.NewLife(), fixture.NewLife());
        await fixture.CommitAsync(life.Create(), other.Create());
        var session = await fixture.OpenSessionAsync(other.Escrow);
        Assert.Equal(
            CommitOutcome.SessionNotPending, await fixture.RefusedAsync(life.Pay() with { CompletedSession = session.Id }));
    }

    [SkippableFact]
    public async Task Closing_cancels_every_other_pending_session()
    {
        await using var fixture = await OpenAsync();
        var (life, other) = (fixture.NewLife(), fixture.NewLife());
        await fixture.CommitAsync(life.Create(), other.Create());
        var own = await fixture.OpenSessionAsync(life.Escrow);
        var sibling = await fixture.OpenSessionAsync(life.Escrow, EscrowAction.Dispute);
        var stranger = await fixture.OpenSessionAsync(other.Escrow);
        await fixture.CommitAsync(life.Cancel() with { CompletedSession = own.Id, CancelsSessions = true });

        var sessions = new SessionStore(fixture.Database);
        Assert.Equal(SessionStatus.Completed, (await sessions.LoadAsync(own.Id, CancellationToken.None))!.Status);
        Assert.Equal(SessionStatus.Pending, (await sessions.LoadAsync(stranger.Id, CancellationToken.None))!.Status);
        Assert.Equivalent(
            sibling with
            {
                Status = SessionStatus.Cancelled, CancelledAt = life.Now, CancelledBy = SessionCanceller.Escrow,
            },
            await sessions.LoadAsync(sibling.Id, CancellationToken.None),
            strict: true);
    }

    [SkippableFact]
    public async Task A_review_stops_the_expiry_of_a_session_and_its_end_sets_a_new_one()
    {
        await using var fixture = await OpenAsync();
        var life = fixture.NewLife();
        await fixture.CommitAsync(life.Create());
        var session = await fixture.OpenSessionAsync(life.Escrow);
        var sessions = new SessionStore(fixture.Database);
        await fixture.CommitAsync(life.Touch() with { Review = new SessionReview(session.Id, UnderReview: true) });
        var reviewed = await sessions.LoadAsync(session.Id, CancellationToken.None);
        Assert.Equivalent(session with { UnderReview = true }, reviewed, strict: true);
        Assert.False(await sessions.ExpireAsync(session.Id, session.ExpiresAt, CancellationToken.None));

        var later = session.ExpiresAt.AddHours(72);
        await fixture.CommitAsync(life.Touch() with { Review = new SessionReview(session.Id, UnderReview: false, later) });
        var again = await sessions.LoadAsync(session.Id, CancellationToken.None);
        Assert.Equivalent(session with { ExpiresAt = later }, again, strict: true);
    }

    [SkippableFact]
    public async Task A_review_starts_only_on_a_pending_session_and_may_end_after_it()
    {
        await using var fixture = await OpenAsync();
        var life = fixture.NewLife();
        await fixture.CommitAsync(life.Create());
        var session = await fixture.OpenSessionAsync(life.Escrow);
        await new SessionStore(fixture.Database).CancelAsync(
            session.Id, SessionCanceller.User, life.Now, null, CancellationToken.None);
        var before = life.Escrow;
        Assert.Equal(
            CommitOutcome.SessionNotPending,
            await fixture.RefusedAsync(life.Touch() with { Review = new SessionReview(session.Id, UnderReview: true) }));
        life.Escrow = before;
        await fixture.CommitAsync(life.Touch() with { Review = new SessionReview(session.Id, UnderReview: false) });
    }

    [SkippableFact]
    public async Task A_submission_is_written_once()
    {
        await using var fixture = await OpenAsync();
        var life = fixture.NewLife();
        await fixture.CommitAsync(life.Create());
        var session = await fixture.OpenSessionAsync(life.Escrow);
        var submission = new SubmissionRecord(
            fixture.Ids.NewUuid(), session.Id, SubmissionOutcome.Completed, Code: null, PaymentId: null, life.Now);
        await fixture.CommitAsync(life.Pay() with { Submission = submission });
        Assert.Equal(
            submission,
            await new SessionStore(fixture.Database).SubmissionAsync(session.Id, submission.Id, CancellationToken.None));
        Assert.Equal(
            CommitOutcome.SubmissionKnown, await fixture.RefusedAsync(life.Deliver() with { Submission = submission }));
    }

    [SkippableFact]
    public async Task An_answered_payment_gives_its_started_submission_an_outcome()
    {
        await using var fixture = await OpenAsync();
        var life = fixture.NewLife();
        await fixture.CommitAsync(life.Create());
        var session = await fixture.OpenSessionAsync(life.Escrow);
        var submission = new SubmissionRecord(
            fixture.Ids.NewUuid(), session.Id, SubmissionOutcome.Started, Code: null, "payment-1", life.Now);
        await fixture.CommitAsync(
            life.Touch() with { Submission = submission },
            life.Touch() with { Answered = new("payment-1", SubmissionOutcome.Declined, "PAYMENT_DECLINED") },
            life.Touch() with { Answered = new("payment-1", SubmissionOutcome.Completed) });
        Assert.Equal(
            submission with { Outcome = SubmissionOutcome.Declined, Code = "PAYMENT_DECLINED" },
            await new SessionStore(fixture.Database).SubmissionAsync(session.Id, submission.Id, CancellationToken.None));
    }

    [SkippableFact]
    public async Task A_payment_changes_only_from_the_status_it_had()
    {
        await using var fixture = await OpenAsync();
        var life = fixture.NewLife();
        await fixture.CommitAsync(life.Create());
        var payment = Some.Payment(fixture, life.Escrow);
        await fixture.CommitAsync(life.Touch() with { Payment = new PaymentChange(payment, From: null) });
        var store = new PaymentStore(fixture.Database);
        Assert.Equal(payment, await store.LoadAsync(payment.Id, CancellationToken.None));

        var declined = payment with
        {
            Status = PaymentStatus.Declined, DeclineCode = "PAYMENT_DECLINED", CheckAt = null, UpdatedAt = life.Now.AddSeconds(3),
        };
        var before = life.Escrow;
        Assert.Equal(
            CommitOutcome.Conflict,
            await fixture.RefusedAsync(life.Touch() with { Payment = new PaymentChange(declined, PaymentStatus.Challenged) }));
        life.Escrow = before;
        await fixture.CommitAsync(life.Touch() with { Payment = new PaymentChange(declined, PaymentStatus.Started) });
        Assert.Equal(declined, await store.LoadAsync(payment.Id, CancellationToken.None));
    }

    [SkippableFact]
    public async Task An_escrow_has_one_open_payment_at_most()
    {
        await using var fixture = await OpenAsync();
        var life = fixture.NewLife();
        await fixture.CommitAsync(life.Create());
        var first = Some.Payment(fixture, life.Escrow);
        await fixture.CommitAsync(life.Touch() with { Payment = new PaymentChange(first, From: null) });
        var before = life.Escrow;
        var second = Some.Payment(fixture, life.Escrow);
        Assert.Equal(
            CommitOutcome.Conflict,
            await fixture.RefusedAsync(life.Touch() with { Payment = new PaymentChange(second, From: null) }));
        life.Escrow = before;
        var paid = second with { Status = PaymentStatus.Succeeded, CheckAt = null };
        Assert.Equal(
            CommitOutcome.Conflict,
            await fixture.RefusedAsync(life.Touch() with { Payment = new PaymentChange(paid, From: null) }));
        life.Escrow = before;
        var ended = first with { Status = PaymentStatus.Voided };
        await fixture.CommitAsync(
            life.Touch() with { Payment = new PaymentChange(ended, PaymentStatus.Started) },
            life.Touch() with { Payment = new PaymentChange(second, From: null) });
    }

    [SkippableFact]
    public async Task The_events_of_an_escrow_are_paged_oldest_first()
    {
        await using var fixture = await OpenAsync();
        var life = fixture.NewLife();
        EscrowCommit[] commits = [life.Create(), life.Pay(), life.Deliver()];
        await fixture.CommitAsync(commits);
        var queries = new EscrowQueries(fixture.Database);
        var first = await queries.EventsAsync(life.Escrow.Id, after: 0, limit: 2, CancellationToken.None);
        Assert.Equal([1, 2], first.Events.Select(row => row.Sequence));
        Assert.Equal(2, first.NextAfter);
        var rest = await queries.EventsAsync(life.Escrow.Id, after: 2, limit: 2, CancellationToken.None);
        var written = commits[2].Events[0];
        Assert.Equivalent(
            new EventRow(3, written.Body, written.PreviousHash, written.Hash), Assert.Single(rest.Events), strict: true);
        Assert.Null(rest.NextAfter);
    }

    [SkippableTheory]
    [InlineData("UPDATE ledger_entries SET amount_tnd = amount_tnd * 2")]
    [InlineData("DELETE FROM ledger_entries")]
    [InlineData("UPDATE ledger_transactions SET movement = 'refund' WHERE movement = 'release'")]
    [InlineData("DELETE FROM ledger_transactions")]
    [InlineData("UPDATE escrow_events SET body = hash")]
    [InlineData("UPDATE escrow_events SET hash = previous_hash")]
    [InlineData("DELETE FROM escrow_events")]
    [InlineData("DELETE FROM escrows")]
    [InlineData("UPDATE escrows SET sequence = sequence - 1, version = version + 1")]
    [InlineData("UPDATE escrows SET version = version + 2")]
    [InlineData("UPDATE escrows SET listed_as = 'open', version = version + 1")]
    [InlineData("UPDATE escrows SET number = number + 1, version = version + 1")]
    [InlineData("UPDATE ledger_balances SET balance = -1")]
    [InlineData("UPDATE checkout_sessions SET status = 'pending', completed_at = NULL")]
    public async Task The_database_refuses_to_rewrite_history(string sql)
    {
        await using var fixture = await OpenAsync();
        var life = fixture.NewLife();
        await fixture.CommitAsync(life.Create());
        var session = await fixture.OpenSessionAsync(life.Escrow);
        await fixture.CommitAsync(life.Pay() with { CompletedSession = session.Id }, life.Deliver(), life.Complete());
        var before = await fixture.ContentsAsync();
        await Assert.ThrowsAnyAsync<DbException>(
            () => fixture.Database.WriteAsync(work => work.ExecuteAsync(sql), CancellationToken.None));
        Assert.Equal(before, await fixture.ContentsAsync());
    }

    [SkippableTheory]
    [InlineData("escrows", "status = 'lost', version = version + 1")]
    [InlineData("escrows", "mode = 'slow', version = version + 1")]
    [InlineData("escrows", "status = 'cancelled', version = version + 1")]
    [InlineData("escrows", "amount_tnd = 0, version = version + 1")]
    [InlineData("escrows", "last_hash = state, version = version + 1")]
    [InlineData("checkout_sessions", "under_review = 2")]
    [InlineData("checkout_sessions", "status = 'cancelled', cancelled_at = 1, cancelled_by = 'nobody'")]
    [InlineData("ledger_balances", "owner = ''")]
    [InlineData("ledger_balances", "account = 'rail_clearing'")]
    public async Task The_database_refuses_what_a_column_may_not_hold(string table, string change)
    {
        await using var fixture = await OpenAsync();
        var life = fixture.NewLife();
        await fixture.CommitAsync(life.Create());
        await fixture.OpenSessionAsync(life.Escrow);
        await fixture.CommitAsync(life.Pay());
        var before = await fixture.ContentsAsync();
        await Assert.ThrowsAnyAsync<DbException>(() => fixture.Database.WriteAsync(
            work => work.ExecuteAsync($"UPDATE {table} SET {change}"), CancellationToken.None));
        Assert.Equal(before, await fixture.ContentsAsync());
    }

    [SkippableTheory]
    [InlineData("escrow_events", "escrow_number = escrow_number + 1000")]
    [InlineData("ledger_transactions", "number = number + 1000, escrow_number = escrow_number + 1000")]
    [InlineData("ledger_transactions", "number = number + 1000, movement = 'release', event_sequence = 77")]
    [InlineData("ledger_entries", "transaction_number = transaction_number + 1000")]
    public async Task What_the_books_refer_to_is_there(string table, string change)
    {
        await using var fixture = await OpenAsync();
        var life = fixture.NewLife();
        await fixture.CommitAsync(life.Create(), life.Pay());
        var before = await fixture.ContentsAsync();
        await Assert.ThrowsAnyAsync<DbException>(() => fixture.Database.WriteAsync(
            async work =>
            {
                await work.ExecuteAsync($"CREATE TEMPORARY TABLE copy AS SELECT * FROM {table}");
                await work.ExecuteAsync($"UPDATE copy SET {change}");
                return await work.ExecuteAsync($"INSERT INTO {table} SELECT * FROM copy");
            },
            CancellationToken.None));
        Assert.Equal(before, await fixture.ContentsAsync());
    }

    [SkippableFact]
    public async Task Events_may_leave_the_outbox()
    {
        await using var fixture = await OpenAsync();
        await fixture.CommitAsync(fixture.NewLife().Create());
        Assert.Equal(1, await fixture.Database.WriteAsync(
            work => work.ExecuteAsync("DELETE FROM outbox"), CancellationToken.None));
    }

    [SkippableFact]
    public async Task Tickets_are_numbered_from_one()
    {
        await using var fixture = await OpenAsync();
        var store = new EscrowStore(fixture.Database);
        Assert.Equal(1, await store.NextTicketAsync(CancellationToken.None));
        Assert.Equal(2, await store.NextTicketAsync(CancellationToken.None));
    }
}
