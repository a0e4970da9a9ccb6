using Dhmad.Domain.Checkout;
using Dhmad.Domain.Escrows;
using Dhmad.Storage.Checkout;

namespace Dhmad.Storage.Tests;

/// <summary>Checkout sessions outside an escrow's commit.</summary>
public abstract class SessionSuite : StoreSuite
{
    [SkippableFact]
    public async Task A_session_is_read_as_it_was_opened()
    {
        await using var fixture = await OpenAsync();
        var session = await fixture.OpenSessionAsync(await EscrowAsync(fixture));
        Assert.Equivalent(session, await Store(fixture).LoadAsync(session.Id, CancellationToken.None), strict: true);
        Assert.Null(await Store(fixture).LoadAsync(fixture.Ids.NewUuid(), CancellationToken.None));
    }

    [SkippableFact]
    public async Task A_session_is_not_opened_on_an_escrow_that_has_changed()
    {
        await using var fixture = await OpenAsync();
        var life = fixture.NewLife();
        await fixture.CommitAsync(life.Create());
        var session = await fixture.OpenSessionAsync(life.Escrow);
        await fixture.CommitAsync(life.Pay());
        var before = await fixture.ContentsAsync();
        var late = session with { Id = fixture.Ids.NewUuid() };
        Assert.Equal(CommitOutcome.Conflict, await Store(fixture).InsertAsync(late, 1, null, CancellationToken.None));
        Assert.Equal(before, await fixture.ContentsAsync());
    }

    [SkippableFact]
    public async Task A_session_whose_idempotency_claim_was_lost_is_not_opened()
    {
        await using var fixture = await OpenAsync();
        var escrow = await EscrowAsync(fixture);
        var session = await fixture.OpenSessionAsync(escrow);
        var before = await fixture.ContentsAsync();
        var lost = new IdempotencyRecord(new("key", "k", fixture.Ids.NewUuid()), 201, "application/json", [1]);
        Assert.Equal(
            CommitOutcome.ClaimLost,
            await Store(fixture).InsertAsync(
                session with { Id = fixture.Ids.NewUuid() }, escrow.Version, lost, CancellationToken.None));
        Assert.Equal(CommitOutcome.ClaimLost, await CancelAsync(fixture, session, session.CreatedAt, lost));
        Assert.Equal(before, await fixture.ContentsAsync());
    }

    [SkippableFact]
    public async Task A_pending_session_is_cancelled_and_cancelling_again_changes_nothing()
    {
        await using var fixture = await OpenAsync();
        var session = await fixture.OpenSessionAsync(await EscrowAsync(fixture));
        var at = session.CreatedAt.AddMinutes(3);
        Assert.Equal(CommitOutcome.Done, await CancelAsync(fixture, session, at));
        var cancelled = session with
        {
            Status = SessionStatus.Cancelled, CancelledAt = at, CancelledBy = SessionCanceller.Developer,
        };
        Assert.Equivalent(cancelled, await Store(fixture).LoadAsync(session.Id, CancellationToken.None), strict: true);
        Assert.Equal(CommitOutcome.Done, await CancelAsync(fixture, session, at.AddMinutes(1)));
        Assert.Equivalent(cancelled, await Store(fixture).LoadAsync(session.Id, CancellationToken.None), strict: true);
    }

    [SkippableFact]
    public async Task A_session_expires_at_its_second_and_not_before()
    {
        await using var fixture = await OpenAsync();
        var session = await fixture.OpenSessionAsync(await EscrowAsync(fixture));
        var store = Store(fixture);
        Assert.False(await store.ExpireAsync(session.Id, session.ExpiresAt.AddMilliseconds(-1), CancellationToken.None));
        Assert.Equal(CommitOutcome.SessionNotPending, await CancelAsync(fixture, session, session.ExpiresAt));
        Assert.True(await store.ExpireAsync(session.Id, session.ExpiresAt, CancellationToken.None));
        Assert.False(await store.ExpireAsync(session.Id, session.ExpiresAt, CancellationToken.None));
        Assert.Equal(CommitOutcome.SessionNotPending, await CancelAsync(fixture, session, session.CreatedAt));
        Assert.Equal(
            SessionStatus.Expired, (await store.LoadAsync(session.Id, CancellationToken.None))!.Status);
    }

    [SkippableFact]
    public async Task Sessions_are_listed_newest_first_without_gaps_or_repeats()
    {
        await using var fixture = await OpenAsync();
        var escrow = await EscrowAsync(fixture);
        var sessions = new List<CheckoutSession>();
        for (var index = 0; index < 7; index++) sessions.Add(await fixture.OpenSessionAsync(escrow));
        var queries = new SessionQueries(fixture.Database);
        var filter = new SessionFilter(escrow.Id, escrow.DeveloperId, null, null, DatabaseFixture.Start);
        var seen = new List<Guid>();
        Cursor? cursor = null;
        do
        {
            var page = await queries.ListAsync(filter, cursor, limit: 3, CancellationToken.None);
            seen.AddRange(page.Sessions.Select(session => session.Id));
            cursor = page.Next;
            if (seen.Count == 3)
            {
                // A newer row than all that are listed: it belongs before them.
                var outcome = await Store(fixture).InsertAsync(
                    sessions[0] with { Id = fixture.Ids.NewUuid(), CreatedAt = DatabaseFixture.Start.AddSeconds(1) },
                    escrow.Version, null, CancellationToken.None);
                Assert.Equal(CommitOutcome.Done, outcome);
            }
        }
        while (cursor is not null);
        Assert.Equal(
            sessions.Select(session => session.Id.ToString()).OrderDescending(StringComparer.Ordinal),
            seen.Select(id => id.ToString()));
    }

    [SkippableFact]
    public async Task Sessions_are_filtered_by_what_they_are_now()
    {
        await using var fixture = await OpenAsync();
        var life = fixture.NewLife();
        await fixture.CommitAsync(life.Create());
        var pays = await fixture.OpenSessionAsync(life.Escrow);
        var disputes = await fixture.OpenSessionAsync(life.Escrow, EscrowAction.Dispute);
        var reviewed = await fixture.OpenSessionAsync(life.Escrow);
        await fixture.CommitAsync(life.Touch() with { Review = new SessionReview(reviewed.Id, UnderReview: true) });
        await CancelAsync(fixture, disputes, disputes.CreatedAt);

        var early = pays.ExpiresAt.AddMilliseconds(-1);
        await AssertListedAsync(fixture, life.Escrow, SessionStatus.Pending, early, pays, reviewed);
        await AssertListedAsync(fixture, life.Escrow, SessionStatus.Expired, early);
        await AssertListedAsync(fixture, life.Escrow, SessionStatus.Pending, pays.ExpiresAt, reviewed);
        await AssertListedAsync(fixture, life.Escrow, SessionStatus.Expired, pays.ExpiresAt, pays);
        await AssertListedAsync(fixture, life.Escrow, SessionStatus.Cancelled, early, disputes);

        var queries = new SessionQueries(fixture.Database);
        Assert.Equal(2, await queries.CountPendingAsync(life.Escrow.Id, early, CancellationToken.None));
        Assert.Equal(1, await queries.CountPendingAsync(life.Escrow.Id, pays.ExpiresAt, CancellationToken.None));
        Assert.Empty(await queries.DueAsync(early, 0, 10, CancellationToken.None));
        Assert.Equal([pays.Id], await queries.DueAsync(pays.ExpiresAt, 0, 10, CancellationToken.None));
        var ofAction = new SessionFilter(
            life.Escrow.Id, life.Escrow.DeveloperId, null, EscrowAction.Dispute, early);
        var page = await queries.ListAsync(ofAction, after: null, limit: 5, CancellationToken.None);
        Assert.Equal([disputes.Id], page.Sessions.Select(session => session.Id));
    }

    [SkippableFact]
    public async Task Another_developers_sessions_are_not_listed()
    {
        await using var fixture = await OpenAsync();
        var escrow = await EscrowAsync(fixture);
        await fixture.OpenSessionAsync(escrow);
        var page = await new SessionQueries(fixture.Database).ListAsync(
            new SessionFilter(escrow.Id, "stranger", null, null, DatabaseFixture.Start), null, 5, CancellationToken.None);
        Assert.Empty(page.Sessions);
        Assert.Null(page.Next);
    }

    private static async Task AssertListedAsync(
        DatabaseFixture fixture, Escrow escrow, SessionStatus status, DateTimeOffset now, params CheckoutSession[] expected)
    {
        var page = await new SessionQueries(fixture.Database).ListAsync(
            new SessionFilter(escrow.Id, escrow.DeveloperId, status, null, now), null, 10, CancellationToken.None);
        Assert.Equal(expected.Select(session => session.Id).Order(), page.Sessions.Select(session => session.Id).Order());
    }

    private static async Task<Escrow> EscrowAsync(DatabaseFixture fixture)
    {
        var life = fixture.NewLife();
        await fixture.CommitAsync(life.Create());
        return life.Escrow;
    }

    private static Task<CommitOutcome> CancelAsync(
        DatabaseFixture fixture, CheckoutSession session, DateTimeOffset at, IdempotencyRecord? record = null) =>
        Store(fixture).CancelAsync(session.Id, SessionCanceller.Developer, at, record, CancellationToken.None);

    private static SessionStore Store(DatabaseFixture fixture) => new(fixture.Database);
}
