using System.Collections.Concurrent;
using Dapper;
using Dhmad.Domain.Escrows;
using Dhmad.Storage.Checkout;
using Dhmad.Testing.Postgres;
using Npgsql;

namespace Dhmad.Storage.Tests.Postgres;

/// <summary>Sessions that are opened at one time are written together, and still each stands for itself.</summary>
public sealed class OpeningQueueTests
{
    private const int Many = 100;

    [PostgresFact]
    public async Task Sessions_that_are_opened_at_one_time_share_messages_and_keep_their_answers()
    {
        await using var fixture = await PostgresFixture.OpenAsync();
        var openings = await PrepareAsync(fixture);
        var outcomes = await Task.WhenAll(openings.Select(opening => Task.Run(() => OpenAsync(fixture, opening))));
        Assert.All(outcomes, outcome => Assert.Equal(CommitOutcome.Done, outcome));
        var (sessions, messages) = fixture.Postgres.Openings.Together;
        Assert.Equal(Many, sessions);
        Assert.InRange(messages, 2, Many / 2);
        await AssertOpenAsync(fixture, openings);
    }

    [PostgresTheory]
    [InlineData("version", CommitOutcome.Conflict)]
    [InlineData("claim", CommitOutcome.ClaimLost)]
    [InlineData("nowhere", CommitOutcome.Conflict)]
    public async Task One_that_is_refused_costs_the_others_nothing(string what, CommitOutcome expected)
    {
        await using var fixture = await PostgresFixture.OpenAsync();
        var openings = await PrepareAsync(fixture);
        var one = openings[Many / 2];
        var guilty = what switch
        {
            "version" => one with { EscrowVersion = 2 },
            "claim" => one with
            {
                Idempotency = one.Idempotency! with { Claim = one.Idempotency.Claim with { ClaimId = fixture.Ids.NewUuid() } },
            },
            _ => one with { Session = one.Session with { EscrowId = fixture.Ids.NewId(DatabaseFixture.Start) } },
        };
        var others = openings.Except([one]).ToArray();
        var refused = OpenAsync(fixture, guilty);
        var outcomes = await Task.WhenAll(others.Select(opening => OpenAsync(fixture, opening)));
        Assert.Equal(expected, await refused);
        Assert.All(outcomes, outcome => Assert.Equal(CommitOutcome.Done, outcome));
        Assert.Null(await new SessionStore(fixture.Database).LoadAsync(one.Session.Id, default));
        await AssertOpenAsync(fixture, others);
    }

    [PostgresFact]
    public async Task Connections_that_are_ended_meanwhile_lose_and_double_no_session()
    {
        await using var fixture = await PostgresFixture.OpenAsync();
        var done = new ConcurrentBag<SessionOpening>();
        var all = new ConcurrentBag<SessionOpening>();
        using var over = new CancellationTokenSource();
        var openers = Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            while (!over.IsCancellationRequested)
            {
                foreach (var opening in await PrepareAsync(fixture, 4))
                {
                    all.Add(opening);
                    if (await OpenAsync(fixture, opening) == CommitOutcome.Done) done.Add(opening);
                }
            }
        })).ToArray();
        await EndWritingAsync(fixture, times: 5);
        await over.CancelAsync();
        await Task.WhenAll(openers).WaitAsync(HeldBatch.Patience);
        Assert.NotEmpty(done);
        Assert.Equal(all.Count, done.Count);
        await AssertOpenAsync(fixture, [.. done]);
    }

    [PostgresFact]
    public async Task One_whose_answer_was_lost_is_found_where_it_was_written()
    {
        await using var fixture = await PostgresFixture.OpenAsync();
        var opening = (await PrepareAsync(fixture, 1)).Single();
        Assert.Equal(CommitOutcome.Done, await OpenAsync(fixture, opening));
        var before = await fixture.ContentsAsync();
        Assert.Equal(CommitOutcome.Done, await OpenAsync(fixture, opening));
        Assert.Equal(before, await fixture.ContentsAsync());
        Assert.Equal((1, 1), fixture.Postgres.Openings.Together);
    }

    /// <summary>Ends so many of the server's sessions in the middle of a message that opens sessions.</summary>
    private static async Task EndWritingAsync(PostgresFixture fixture, int times)
    {
        await using var other = new NpgsqlConnection(fixture.ConnectionString);
        using var limit = new CancellationTokenSource(HeldBatch.Patience);
        for (var ended = 0L; ended < times; limit.Token.ThrowIfCancellationRequested())
        {
            ended += await other.ExecuteScalarAsync<long>(
                """
                SELECT count(*) FILTER (WHERE pg_terminate_backend(pid)) FROM pg_stat_activity
                WHERE datname = current_database() AND pid <> pg_backend_pid() AND state = 'active'
                    AND query LIKE '%INTO checkout_sessions%unnest%'
                """);
        }
    }

    private static Task<CommitOutcome> OpenAsync(PostgresFixture fixture, SessionOpening opening) =>
        new SessionStore(fixture.Database).InsertAsync(
            opening.Session, opening.EscrowVersion, opening.Idempotency, CancellationToken.None);

    /// <summary>Sessions of new escrows, each asked for with a key.</summary>
    private static async Task<SessionOpening[]> PrepareAsync(PostgresFixture fixture, int count = Many)
    {
        var keys = new IdempotencyStore(fixture.Database, fixture.Ids, new Sealer(new byte[32], fixture.Ids));
        return await Task.WhenAll(Enumerable.Range(0, count).Select(async _ =>
        {
            var life = fixture.NewLife();
            await fixture.CommitAsync(life.Create());
            var session = Some.Session(fixture, life.Escrow);
            var answer = await keys.ClaimAsync("dev-1", session.Id.ToString(), "x", DatabaseFixture.Start, default);
            var claim = ((IdempotencyAnswer.Claimed)answer).Claim;
            return new SessionOpening(session, 1, new IdempotencyRecord(claim, 201, "application/json", "{}"u8.ToArray()));
        }));
    }

    /// <summary>Every one is there as it was opened, once, with its answer kept since its claim.</summary>
    private static async Task AssertOpenAsync(PostgresFixture fixture, SessionOpening[] openings)
    {
        var sessions = new SessionStore(fixture.Database);
        foreach (var opening in openings)
            Assert.Equivalent(opening.Session, await sessions.LoadAsync(opening.Session.Id, default), strict: true);
        var (stored, kept) = await fixture.Database.QueryAsync(
            work => work.FirstAsync<(long, long)>(
                """
                SELECT (SELECT count(*) FROM checkout_sessions),
                    (SELECT count(*) FROM idempotency_keys WHERE status = 201 AND stored_at = claimed_at)
                """),
            default);
        Assert.Equal((openings.Length, openings.Length), (stored, kept));
    }
}
