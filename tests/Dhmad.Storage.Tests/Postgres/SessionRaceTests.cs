using Dhmad.Domain.Checkout;
using Dhmad.Domain.Escrows;
using Dhmad.Storage.Checkout;
using Dhmad.Testing.Postgres;

namespace Dhmad.Storage.Tests.Postgres;

/// <summary>A session that several want to end at one time.</summary>
public sealed class SessionRaceTests
{
    private const int Rounds = 20;

    [PostgresFact]
    public async Task A_session_that_is_cancelled_and_expires_at_one_time_ends_once()
    {
        await using var fixture = await PostgresFixture.OpenAsync();
        var store = new SessionStore(fixture.Database);
        for (var round = 0; round < Rounds; round++)
        {
            var life = fixture.NewLife();
            await fixture.CommitAsync(life.Create());
            var session = await fixture.OpenSessionAsync(life.Escrow);
            var cancelled = Task.Run(() => CancelAsync(store, session));
            var expired = Task.Run(() => store.ExpireAsync(session.Id, session.ExpiresAt, default));
            Assert.NotEqual(await cancelled == CommitOutcome.Done, await expired);
            var ended = await cancelled == CommitOutcome.Done ? SessionStatus.Cancelled : SessionStatus.Expired;
            Assert.Equal(ended, (await store.LoadAsync(session.Id, default))!.Status);
        }
    }

    private static Task<CommitOutcome> CancelAsync(SessionStore store, CheckoutSession session) => store.CancelAsync(
        session.Id, SessionCanceller.Developer, session.ExpiresAt.AddMilliseconds(-1), null, default);
}
