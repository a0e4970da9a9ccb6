using Dapper;
using Dhmad.Domain.Ledger;
using Dhmad.Storage.Postgres;
using Dhmad.Testing.Postgres;
using Npgsql;

namespace Dhmad.Storage.Tests.Postgres;

/// <summary>Somebody who has locked something stands still, as a node does that is frozen or lost its network.</summary>
public sealed class StandstillTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(0.5);

    private readonly TaskCompletionSource goesOn = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [PostgresFact]
    public async Task Who_stands_still_in_a_write_loses_it_and_its_rows_are_free()
    {
        await using var fixture = await OpenAsync();
        await fixture.TopUpAsync("sami", 7);
        var isHeld = NewSource();
        var held = fixture.Database.WriteAsync(
            async work =>
            {
                await work.ExecuteAsync("UPDATE ledger_balances SET balance = balance WHERE owner = 'sami'");
                isHeld.TrySetResult();
                await goesOn.Task;
                return 0;
            },
            CancellationToken.None);
        await isHeld.Task;
        await UntilDoneAsync(() => fixture.TopUpAsync("sami", 1));
        goesOn.SetResult();
        Assert.Equal(0, await held);
        Assert.Equal(8, await fixture.BalanceAsync(AccountKind.Available, "sami"));
    }

    [PostgresFact]
    public async Task Who_stands_still_at_the_head_of_the_waiting_line_leaves_it()
    {
        await using var fixture = await OpenAsync();
        using var line = new WaitingLine(fixture.Postgres.Source, Soon);
        var isHeld = NewSource();
        var held = line.RunAsync(
            async connection =>
            {
                isHeld.SetResult();
                await goesOn.Task;
                return await connection.ExecuteScalarAsync<int>("SELECT 1");
            },
            CancellationToken.None);
        await isHeld.Task;
        await UntilDoneAsync(() => fixture.CommitAsync(fixture.NewLife().Create()));
        goesOn.SetResult();
        Assert.True(PostgresFailure.IsConnectionLost(await Assert.ThrowsAnyAsync<NpgsqlException>(() => held)));
        Assert.Equal(1, await line.RunAsync(one => one.ExecuteScalarAsync<int>("SELECT 1"), CancellationToken.None));
        await using var left = await fixture.Postgres.Source.OpenConnectionAsync();
        Assert.Equal("0", await left.ExecuteScalarAsync<string>("SHOW idle_session_timeout"));
    }

    [PostgresFact]
    public async Task A_row_that_is_held_fails_those_who_need_it_and_holds_up_nobody_else()
    {
        await using var fixture = await OpenAsync(options => options with { Committers = 1 });
        var (payers, others) = (Lives(fixture, 8), Lives(fixture, 4));
        await fixture.TopUpAsync("sami", 8 * Life.Amount);
        foreach (var life in payers) await fixture.CommitAsync(life.Create());
        await using var holder = new NpgsqlConnection(fixture.ConnectionString);
        await holder.OpenAsync();
        await holder.ExecuteAsync("BEGIN; SELECT 1 FROM ledger_balances WHERE owner = 'sami' FOR UPDATE");

        var batch = await HeldBatch.CloseAsync(fixture);
        var paid = payers.Select(life => life.Pay("sami")).ToArray();
        var failing = paid.Select(pay => fixture.Database.CommitAsync(pay, default)).ToArray();
        var created = Task.WhenAll(others.Select(life => fixture.CommitAsync(life.Create())));
        await batch.OpenAsync();
        await created.WaitAsync(TimeSpan.FromSeconds(8));
        foreach (var one in failing)
        {
            var failure = await Assert.ThrowsAsync<DatabaseUnavailableException>(() => one);
            Assert.Equal("The database takes too long.", failure.Message);
        }

        await holder.ExecuteAsync("ROLLBACK");
        foreach (var pay in paid) await fixture.CommitAsync(pay);
        Assert.Equal(0, await fixture.BalanceAsync(AccountKind.Available, "sami"));
        await ProofHolds.OnAsync(fixture);
    }

    [PostgresTheory]
    [InlineData("tcp_keepalives_idle", "5")]
    [InlineData("tcp_keepalives_interval", "2")]
    [InlineData("tcp_keepalives_count", "3")]
    [InlineData("tcp_user_timeout", "15000")]
    [InlineData("idle_in_transaction_session_timeout", "10s")]
    public async Task The_server_looks_whether_the_machine_at_the_other_end_is_there(string setting, string value)
    {
        await using var fixture = await PostgresFixture.OpenAsync();
        await using var connection = await fixture.Postgres.Source.OpenConnectionAsync();
        Assert.Equal(value, await connection.ExecuteScalarAsync<string>($"SHOW {setting}"));
    }

    private static Task<PostgresFixture> OpenAsync(Func<PostgresOptions, PostgresOptions>? more = null) =>
        PostgresFixture.OpenAsync(with: options => (more ?? (same => same))(options with { SilenceLimit = Soon }));

    private static Life[] Lives(PostgresFixture fixture, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => fixture.NewLife())];

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Asks again while it takes too long, which is less than it takes without a limit.</summary>
    private static async Task UntilDoneAsync(Func<Task> write)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await write();
                return;
            }
            catch (DatabaseUnavailableException) when (attempt < 3)
            {
                await Task.Delay(Soon);
            }
        }
    }
}
