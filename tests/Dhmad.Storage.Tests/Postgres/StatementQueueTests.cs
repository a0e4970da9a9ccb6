using System.Collections.Concurrent;
using Dapper;
using Dhmad.Domain.Escrows;
using Dhmad.Storage.Postgres;
using Dhmad.Testing.Postgres;
using Npgsql;

namespace Dhmad.Storage.Tests.Postgres;

/// <summary>Single statements that write are sent together, and still each stands for itself.</summary>
public sealed class StatementQueueTests
{
    private const int Many = 200;
    private const int Rounds = 30;

    private static readonly DateTimeOffset Start = DatabaseFixture.Start;
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [PostgresFact]
    public async Task Statements_that_come_at_one_time_share_messages_and_keep_their_answers()
    {
        await using var fixture = await PostgresFixture.OpenAsync();
        var keys = Keys(fixture);
        await ClaimAsync(keys, "taken 0");
        await ClaimAsync(keys, "taken 1");
        var before = fixture.Postgres.Statements.Together;
        string[] asked = [.. Enumerable.Range(0, Many).Select(number => $"free {number}"), "taken 0", "taken 1"];
        var answers = await Task.WhenAll(asked.Select(key => Task.Run(() => ClaimAsync(keys, key))));
        Assert.All(answers[..Many], answer => Assert.IsType<IdempotencyAnswer.Claimed>(answer));
        Assert.All(answers[Many..], answer => Assert.IsType<IdempotencyAnswer.InProgress>(answer));
        var (statements, messages) = fixture.Postgres.Statements.Together;
        Assert.Equal(asked.Length, statements - before.Items);
        Assert.InRange(messages - before.Messages, 2, asked.Length / 2);
        Assert.Equal(Many + 2, await CountAsync(fixture, "idempotency_keys"));
    }

    [PostgresFact]
    public async Task One_that_fails_costs_the_others_nothing()
    {
        await using var fixture = await PostgresFixture.OpenAsync();
        var reminders = new ReminderStore(fixture.Database, fixture.Ids);
        var others = Enumerable.Range(0, Many)
            .Select(number => Task.Run(() => reminders.UpsertAsync($"grain-{number}", "clock", Start, Minute, default)))
            .ToList();
        var failure = await Assert.ThrowsAsync<PostgresException>(
            () => reminders.UpsertAsync("grain-0-never", "clock", Start, TimeSpan.Zero, default));
        Assert.Equal(PostgresErrorCodes.CheckViolation, failure.SqlState);
        var versions = await Task.WhenAll(others);
        foreach (var number in (int[])[0, 1, Many - 1])
        {
            Assert.Equal(
                versions[number],
                Assert.Single(await reminders.OfGrainAsync($"grain-{number}", default)).Version);
        }

        Assert.Equal(Many, await CountAsync(fixture, "reminders"));
    }

    /// <summary>The server ends one of two that wait for each other after a second: its message is not counted.</summary>
    [PostgresFact]
    public async Task Messages_that_write_the_same_rows_do_not_wait_for_each_other_both_ways()
    {
        await using var here = await PostgresFixture.OpenAsync();
        await using var there = await PostgresDatabase.OpenAsync(
            new PostgresOptions(here.ConnectionString), TimeProvider.System, default);
        PostgresDatabase[] nodes = [here.Postgres, there];
        for (var round = 0; round < Rounds; round++)
        {
            await Task.WhenAll(Enumerable.Range(0, Many).Select(number => Task.Run(() =>
                new ReminderStore(nodes[number % 2], here.Ids).UpsertAsync(
                    $"grain-{(number % 2 == 0 ? number : Many - number) % 20}", "clock", Start, Minute, default))));
        }

        Assert.Equal(Rounds * Many, nodes.Sum(node => node.Statements.Together.Items));
        Assert.Equal(20, await CountAsync(here, "reminders"));
    }

    [PostgresFact]
    public async Task Connections_that_are_ended_meanwhile_lose_no_statement()
    {
        await using var fixture = await PostgresFixture.OpenAsync();
        var keys = Keys(fixture);
        var claimed = new ConcurrentBag<IdempotencyClaim>();
        using var over = new CancellationTokenSource();
        var claimers = Enumerable.Range(0, 8).Select(claimer => Task.Run(async () =>
        {
            for (var number = 0; !over.IsCancellationRequested; number++)
            {
                var answer = await ClaimAsync(keys, $"{claimer}/{number}");
                claimed.Add(Assert.IsType<IdempotencyAnswer.Claimed>(answer).Claim);
            }
        })).ToArray();
        await EndWritingAsync(fixture, times: 5);
        await over.CancelAsync();
        await Task.WhenAll(claimers).WaitAsync(HeldBatch.Patience);
        Assert.Equal(claimed.Count, await CountAsync(fixture, "idempotency_keys"));
        foreach (var claim in claimed) await keys.ReleaseAsync(claim, default);
        Assert.Equal(0, await CountAsync(fixture, "idempotency_keys"));
    }

    [PostgresFact]
    public async Task After_closing_nothing_is_taken()
    {
        await using var fixture = await PostgresFixture.OpenAsync();
        var reminders = new ReminderStore(fixture.Database, fixture.Ids);
        await fixture.Database.DisposeAsync();
        var failure = await Assert.ThrowsAsync<DatabaseUnavailableException>(
            () => reminders.UpsertAsync("grain-1", "clock", Start, Minute, default));
        Assert.Equal("The database is closing.", failure.Message);
        await fixture.ReopenAsync();
        await new ReminderStore(fixture.Database, fixture.Ids).UpsertAsync("grain-1", "clock", Start, Minute, default);
        Assert.Equal(1, await CountAsync(fixture, "reminders"));
    }

    /// <summary>
    /// Ends so many of the server's sessions in the middle of a message that claims keys, with so much time between them
    /// that no statement meets three: it would be told that the database is away.
    /// </summary>
    private static async Task EndWritingAsync(PostgresFixture fixture, int times)
    {
        await using var other = new NpgsqlConnection(fixture.ConnectionString);
        using var limit = new CancellationTokenSource(HeldBatch.Patience);
        for (var ended = 0L; ended < times; limit.Token.ThrowIfCancellationRequested())
        {
            var now = await other.ExecuteScalarAsync<long>(
                """
                SELECT count(*) FILTER (WHERE pg_terminate_backend(pid)) FROM pg_stat_activity
                WHERE datname = current_database() AND pid <> pg_backend_pid() AND state = 'active'
                    AND query LIKE '%INTO idempotency_keys%'
                """);
            ended += now;
            if (now > 0) await Task.Delay(TimeSpan.FromMilliseconds(500), limit.Token);
        }
    }

    private static IdempotencyStore Keys(PostgresFixture fixture) =>
        new(fixture.Database, fixture.Ids, new Sealer(new byte[32], fixture.Ids));

    private static Task<IdempotencyAnswer> ClaimAsync(IdempotencyStore keys, string key) =>
        keys.ClaimAsync("dev-1", key, "x", Start, default);

    private static Task<long> CountAsync(PostgresFixture fixture, string table) =>
        fixture.Database.QueryAsync(work => work.FirstAsync<long>($"SELECT count(*) FROM {table}"), default);
}
