using Dapper;
using Dhmad.Domain.Escrows;
using Dhmad.Domain.Ledger;
using Dhmad.Storage.Escrows;
using Dhmad.Testing.Postgres;
using Npgsql;

namespace Dhmad.Storage.Tests.Postgres;

/// <summary>The connection is lost at the worst moments: every commit gets its own truthful answer, none is doubled.</summary>
public sealed class BrokenConnectionTests
{
    private const int Many = 10;

    [PostgresTheory]
    [InlineData(nameof(CommitPoint.BeforeCommit))]
    [InlineData(nameof(CommitPoint.AfterCommit))]
    public async Task A_connection_that_is_ended_around_a_write_costs_nobody_an_answer(string point)
    {
        await using var fixture = await OpenAsync();
        var lives = await CreateManyAsync(fixture);
        var ended = 0;
        HeldBatch? held = null;
        held = await HeldBatch.CloseAsync(fixture, async reached =>
        {
            if (reached.ToString() == point && ended++ == 0) await EndAsync(fixture, held!.Writer.ProcessId);
        });
        var commits = lives.Select(life => fixture.Database.CommitAsync(life.Pay(), default)).ToArray();
        await held.OpenAsync();
        Assert.All(await Task.WhenAll(commits), outcome => Assert.Equal(CommitOutcome.Done, outcome));
        await AssertPaidOnceAsync(fixture, lives);
        await fixture.CommitAsync([.. lives.Select(life => life.Deliver())]);
        Assert.True(ended > 0);
    }

    [PostgresFact]
    public async Task A_commit_whose_answer_is_lost_is_found_in_its_row()
    {
        await using var fixture = await OpenAsync();
        var lives = await CreateManyAsync(fixture);
        var lost = 0;
        var held = await HeldBatch.CloseAsync(fixture, point => point == CommitPoint.AfterCommit && lost++ == 0
            ? throw new IOException("the answer is lost")
            : Task.CompletedTask);
        var commits = lives.Select(life => fixture.Database.CommitAsync(life.Pay(), default)).ToList();
        commits.Add(fixture.Database.CommitAsync(fixture.NewLife().Create(), default));
        await held.OpenAsync();
        Assert.All(await Task.WhenAll(commits), outcome => Assert.Equal(CommitOutcome.Done, outcome));
        await AssertPaidOnceAsync(fixture, lives);
        Assert.True(lost > 1);
    }

    [PostgresFact]
    public async Task A_commit_whose_row_went_on_meanwhile_is_unknown_and_never_guessed()
    {
        await using var fixture = await OpenAsync();
        var life = fixture.NewLife();
        await fixture.CommitAsync(life.Create());
        var lost = 0;
        var held = await HeldBatch.CloseAsync(fixture, async point =>
        {
            if (point != CommitPoint.AfterCommit || lost++ > 0) return;
            await using var other = await PostgresFixture.OpenAsync(new(fixture.ConnectionString));
            Assert.Equal(CommitOutcome.Done, await other.CommitAsync(life.Deliver(), default));
            throw new IOException("the answer is lost");
        });
        var paid = fixture.Database.CommitAsync(life.Pay(), default);
        await held.OpenAsync();
        var failure = await Assert.ThrowsAsync<DatabaseUnavailableException>(() => paid);
        Assert.Contains("unknown", failure.Message, StringComparison.Ordinal);
        await fixture.CommitAsync(life.Complete());
        await ProofHolds.OnAsync(fixture);
    }

    [PostgresFact]
    public async Task A_connection_that_breaks_again_and_again_fails_its_commits_and_writes_nothing()
    {
        await using var fixture = await OpenAsync();
        var held = await HeldBatch.CloseAsync(fixture, _ => throw new IOException("broken"));
        var life = fixture.NewLife();
        Task<CommitOutcome>[] commits =
        [
            fixture.Database.CommitAsync(life.Create(), default),
            fixture.Database.CommitAsync(fixture.NewLife().Create(), default),
            fixture.Database.CommitAsync(fixture.NewLife().Create(), default),
        ];
        await held.OpenAsync();
        foreach (var commit in commits) await Assert.ThrowsAsync<DatabaseUnavailableException>(() => commit);
        Assert.Null(await new EscrowStore(fixture.Database).LoadAsync(life.Escrow.Id, default));
        held.Writer.AtPoint = null;
        await fixture.CommitAsync(fixture.NewLife().Create());
    }

    [PostgresFact]
    public async Task Connections_that_are_ended_under_load_lose_and_double_nothing()
    {
        await using var fixture = await PostgresFixture.OpenAsync();
        var crowd = new Crowd(fixture);
        await crowd.RunAsync(16, async () =>
        {
            for (var round = 0; round < 30; round++)
            {
                await crowd.UntilAsync(more: 20);
                await EndAsync(fixture, fixture.Postgres.Queue.Writers[round % 2].ProcessId);
            }

            await crowd.UntilAsync(more: 50);
        });
        await crowd.AssertTruthfulAsync();
    }

    [PostgresFact]
    public async Task A_server_that_is_killed_under_load_loses_and_doubles_nothing_and_service_returns()
    {
        await using var server = await PostgresServer.StartAsync();
        await using var fixture = await PostgresFixture.OpenAsync(server);
        var crowd = new Crowd(fixture);
        await crowd.RunAsync(32, async () =>
        {
            for (var round = 0; round < 3; round++)
            {
                await crowd.UntilAsync(more: 150);
                await server.KillAsync();
                await server.StartAgainAsync();
            }

            await crowd.UntilAsync(more: 200);
        });
        Assert.True(crowd.Unanswered > 0);
        await crowd.AssertTruthfulAsync();
    }

    [PostgresFact]
    public async Task While_the_server_is_away_everything_is_answered_as_unavailable()
    {
        await using var server = await PostgresServer.StartAsync();
        await using var fixture = await PostgresFixture.OpenAsync(server);
        var life = fixture.NewLife();
        await fixture.CommitAsync(life.Create());
        await server.StopAsync();
        await AssertUnavailableAsync(fixture);
        await AssertUnavailableAsync(fixture);
        await server.StartAgainAsync();
        await fixture.CommitAsync(life.Pay());
        await fixture.TopUpAsync("sami", 1);
        await ProofHolds.OnAsync(fixture);
    }

    [PostgresFact]
    public async Task A_restart_that_nobody_noticed_costs_nobody_an_answer()
    {
        await using var server = await PostgresServer.StartAsync();
        await using var fixture = await PostgresFixture.OpenAsync(server);
        for (var round = 0; round < 3; round++)
        {
            var lives = Enumerable.Range(0, 8).Select(_ => fixture.NewLife()).ToArray();
            await Task.WhenAll(lives.Select(life => fixture.CommitAsync(life.Create())));
            await Task.WhenAll(lives.Select(_ => fixture.TopUpAsync("sami", 1)));
            await Task.WhenAll(lives.Select(_ => fixture.Database.PingAsync(default)));
            await Task.WhenAll(lives.Select(life => fixture.Database.StateAsync(life.Escrow.Id, default)));
            await server.StopAsync();
            await server.StartAgainAsync();
        }

        Assert.Equal(3 * 8, await fixture.BalanceAsync(AccountKind.Available, "sami"));
        await ProofHolds.OnAsync(fixture);
    }

    [PostgresFact]
    public async Task A_frozen_server_is_answered_as_unavailable_in_time_and_service_returns_with_it()
    {
        await using var server = await PostgresServer.StartAsync();
        await using var fixture = await PostgresFixture.OpenAsync(server, options => options with
        {
            Committers = 1,
            ConnectTimeout = TimeSpan.FromSeconds(1),
            CommandTimeout = TimeSpan.FromSeconds(1),
        });
        var (sent, life) = (fixture.NewLife(), fixture.NewLife());
        await fixture.CommitAsync(sent.Create(), life.Create());
        await fixture.TopUpAsync("sami", 1);
        var isFrozen = false;
        fixture.Postgres.Queue.Writers.Single().AtPoint = point =>
        {
            if (point == CommitPoint.BeforeCommit && !isFrozen) server.Freeze();
            isFrozen = true;
            return Task.CompletedTask;
        };
        var paid = sent.Pay();
        var failure = await Assert.ThrowsAsync<DatabaseUnavailableException>(
            () => fixture.Database.CommitAsync(paid, default).WaitAsync(HeldBatch.Patience));
        Assert.Contains("unknown", failure.Message, StringComparison.Ordinal);
        await AssertUnavailableAsync(fixture);
        server.Thaw();

        // Nobody knows whether the server still wrote what it was sent before it froze; asking again tells.
        var again = await UntilAnsweredAsync(() => fixture.Database.CommitAsync(paid, default));
        Assert.Contains(again, new[] { CommitOutcome.Done, CommitOutcome.Conflict });
        Assert.Equal(2, (await new EscrowStore(fixture.Database).LoadAsync(sent.Escrow.Id, default))!.Version);
        await fixture.CommitAsync(life.Pay(), sent.Deliver());
        await fixture.TopUpAsync("sami", 1);
        await ProofHolds.OnAsync(fixture);
    }

    private static Task<PostgresFixture> OpenAsync() =>
        PostgresFixture.OpenAsync(with: options => options with { Committers = 1 });

    private static async Task<Life[]> CreateManyAsync(PostgresFixture fixture)
    {
        var lives = Enumerable.Range(0, Many).Select(_ => fixture.NewLife()).ToArray();
        await fixture.CommitAsync([.. lives.Select(life => life.Create())]);
        return lives;
    }

    /// <summary>Ends a session of the server, and returns when it is gone.</summary>
    private static async Task EndAsync(PostgresFixture fixture, int processId)
    {
        await using var other = new NpgsqlConnection(fixture.ConnectionString);
        await other.ExecuteAsync("SELECT pg_terminate_backend(@processId, 10000)", new { processId });
    }

    private static async Task AssertPaidOnceAsync(PostgresFixture fixture, Life[] lives)
    {
        foreach (var life in lives)
            Assert.Equal(Life.Amount, await fixture.BalanceAsync(AccountKind.Held, life.Escrow.Id));
        Assert.Equal(-Many * Life.Amount, await fixture.BalanceAsync(AccountKind.RailClearing, "sandbox_card"));
        await ProofHolds.OnAsync(fixture);
    }

    private static async Task AssertUnavailableAsync(PostgresFixture fixture)
    {
        var (ledger, escrows) = (new Dhmad.Storage.Ledger.LedgerStore(fixture.Database), new EscrowStore(fixture.Database));
        Func<Task>[] calls =
        [
            () => fixture.Database.CommitAsync(fixture.NewLife().Create(), default),
            () => fixture.TopUpAsync("sami", 1),
            () => fixture.Database.PingAsync(default),
            () => fixture.Database.StateAsync(fixture.NewLife().Escrow.Id, default),
            () => ledger.BalanceAsync(new(AccountKind.Available, "sami"), default),
            () => escrows.NextTicketAsync(default),
        ];
        foreach (var call in calls)
        {
            await Assert.ThrowsAsync<DatabaseUnavailableException>(() => call().WaitAsync(HeldBatch.Patience));
        }
    }

    private static async Task<T> UntilAnsweredAsync<T>(Func<Task<T>> ask)
    {
        using var limit = new CancellationTokenSource(HeldBatch.Patience);
        while (true)
        {
            try
            {
                return await ask();
            }
            catch (DatabaseUnavailableException)
            {
                limit.Token.ThrowIfCancellationRequested();
            }
        }
    }
}
