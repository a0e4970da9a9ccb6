using Dhmad.Domain.Accounts;
using Dhmad.Domain.Escrows;
using Dhmad.Domain.Ledger;
using Dhmad.Domain.Webhooks;
using Dhmad.Storage.Accounts;
using Dhmad.Storage.Checkout;
using Dhmad.Storage.Escrows;
using Dhmad.Storage.Ledger;
using Dhmad.Storage.Postgres;
using Dhmad.Storage.Tests.Accounts;
using Dhmad.Storage.Tests.Webhooks;
using Dhmad.Storage.Webhooks;
using Dhmad.Testing.Postgres;

namespace Dhmad.Storage.Tests.Postgres;

/// <summary>Two nodes on one database that meet at the same rows: one of them wins, and both know.</summary>
public sealed class TwoNodesTests
{
    private const int Rounds = 200;

    /// <summary>Rounds at once, so that batches of both nodes hold several.</summary>
    private const int AtOnce = 8;

    [PostgresFact]
    public async Task Of_two_commits_of_one_version_one_is_done_and_the_other_conflicts()
    {
        await using var here = await PostgresFixture.OpenAsync();
        await using var there = await OpenOtherAsync(here);
        var outcomes = await ManyAsync(async round =>
        {
            var life = here.NewLife();
            if (round % 2 == 0) await here.CommitAsync(life.Create());
            var before = life.Escrow;
            var first = round % 2 == 0 ? life.Pay() : life.Create();
            life.Escrow = before;
            var second = round % 2 == 0 ? life.Cancel() : life.Create();
            return await BothAsync(
                () => here.Database.CommitAsync(first, default), () => there.CommitAsync(second, default));
        });
        Assert.All(outcomes, pair => Assert.Equal(
            [CommitOutcome.Done, CommitOutcome.Conflict], new[] { pair.Here, pair.There }.Order()));
        Assert.Contains(outcomes, pair => pair.Here == CommitOutcome.Done);
        Assert.Contains(outcomes, pair => pair.There == CommitOutcome.Done);
        await ProofHolds.OnAsync(here);
    }

    [PostgresFact]
    public async Task A_session_that_opens_while_another_node_closes_its_escrow_never_stays_pending()
    {
        await using var here = await PostgresFixture.OpenAsync();
        await using var there = await OpenOtherAsync(here);
        var sessions = new SessionStore(there);
        var outcomes = await ManyAsync(async _ =>
        {
            var life = here.NewLife();
            await here.CommitAsync(life.Create());
            var session = Some.Session(here, life.Escrow);
            var closing = life.Cancel() with { CancelsSessions = true };
            return await BothAsync(
                () => here.Database.CommitAsync(closing, default), () => sessions.InsertAsync(session, 1, null, default));
        });
        Assert.All(outcomes, pair => Assert.Equal(CommitOutcome.Done, pair.Here));
        Assert.All(outcomes, pair => Assert.Contains(pair.There, new[] { CommitOutcome.Done, CommitOutcome.Conflict }));
        var (pending, cancelled) = await here.Database.ReadAsync(
            work => work.FirstAsync<(long, long)>(
                """
                SELECT count(*) FILTER (WHERE status = 'pending'), count(*) FILTER (WHERE status = 'cancelled')
                FROM checkout_sessions
                """),
            default);
        Assert.Equal(0, pending);
        Assert.Equal(outcomes.Count(pair => pair.There == CommitOutcome.Done), cancelled);
    }

    [PostgresFact]
    public async Task Of_two_nodes_that_claim_a_key_one_gets_it()
    {
        await using var here = await PostgresFixture.OpenAsync();
        await using var there = await OpenOtherAsync(here);
        var sealer = new Sealer(new byte[32], here.Ids);
        var (first, second) = (
            new IdempotencyStore(here.Database, here.Ids, sealer), new IdempotencyStore(there, here.Ids, sealer));
        var answers = await ManyAsync(round => BothAsync(
            () => first.ClaimAsync("shop", $"key-{round}", "request", DatabaseFixture.Start, default),
            () => second.ClaimAsync("shop", $"key-{round}", "request", DatabaseFixture.Start, default)));
        Assert.All(answers, pair =>
        {
            Assert.Single(new[] { pair.Here, pair.There }, answer => answer is IdempotencyAnswer.Claimed);
            Assert.Single(new[] { pair.Here, pair.There }, answer => answer is IdempotencyAnswer.InProgress);
        });
    }

    [PostgresFact]
    public async Task An_event_that_two_nodes_dispatch_is_delivered_once()
    {
        await using var here = await PostgresFixture.OpenAsync();
        await using var there = await OpenOtherAsync(here);
        var webhooks = new WebhooksFixture(here);
        var developer = await webhooks.AddDeveloperAsync();
        var endpoints = new[] { await AddEndpointAsync(), await AddEndpointAsync() };
        var other = new OutboxStore(there, here.Ids);
        using var over = new CancellationTokenSource();
        var nodes = new[] { webhooks.Outbox, other, webhooks.Outbox, other }.Select(outbox => Task.Run(async () =>
        {
            var dispatched = 0;
            while (!over.IsCancellationRequested)
                dispatched += (await outbox.DispatchAsync(DateTimeOffset.UnixEpoch, 16, DatabaseFixture.Start, default)).Events;
            return dispatched;
        })).ToArray();
        var lives = await ManyAsync(_ => webhooks.PayOneAsync(developer));
        while (await webhooks.CountWaitingAsync() > 0)
        {
            Assert.All(nodes, node => Assert.False(node.IsCompleted));
        }

        await over.CancelAsync();
        Assert.Equal(2 * lives.Count, (await Task.WhenAll(nodes)).Sum());
        var deliveries = await webhooks.DeliveriesAsync();
        Assert.Equal(2 * lives.Count * endpoints.Length, deliveries.Count);
        Assert.Equal(
            deliveries.Count, deliveries.DistinctBy(row => (row.EndpointId, row.EscrowId, row.Sequence)).Count());

        Task<StoredEndpoint> AddEndpointAsync() =>
            webhooks.AddEndpointAsync(developer, "escrow.created", "escrow.status.updated");
    }

    [PostgresFact]
    public async Task Money_that_two_nodes_move_to_and_from_one_balance_is_counted_exactly()
    {
        await using var here = await PostgresFixture.OpenAsync();
        await using var there = await OpenOtherAsync(here);
        var ledger = new LedgerStore(there);
        var seller = here.NewLife().Escrow.Seller;
        var lives = await ManyAsync(async _ =>
        {
            var life = here.NewLife();
            life.Escrow = life.Escrow with { Seller = seller };
            await here.CommitAsync(life.Create(), life.Pay(), life.Deliver());
            return life;
        });
        var outcomes = await ManyAsync(round =>
        {
            var (kind, sign) = round % 4 == 3 ? (Movement.PayoutRequested, -1) : (Movement.TopUp, 1);
            var against = round % 4 == 3
                ? new LedgerAccount(AccountKind.PayoutPending, seller.Id!)
                : new LedgerAccount(AccountKind.RailClearing, "sandbox_card");
            var moved = new LedgerTransaction(
                here.Ids.NewId(DatabaseFixture.Start), kind, DatabaseFixture.Start,
                [new(against, -sign * 1_000), new(new(AccountKind.Available, seller.Id!), sign * 1_000)]);
            return BothAsync(
                () => here.Database.CommitAsync(lives[round].Complete(), default), () => ledger.PostAsync(moved, default));
        });
        Assert.All(outcomes, pair => Assert.Equal(CommitOutcome.Done, pair.Here));
        var topUps = outcomes.Where((pair, round) => round % 4 != 3 && pair.There == CommitOutcome.Done).Count();
        var payouts = outcomes.Where((pair, round) => round % 4 == 3 && pair.There == CommitOutcome.Done).Count();
        Assert.Equal(Rounds * 3 / 4, topUps);
        Assert.Equal(
            (Rounds * Life.Net) + ((topUps - payouts) * 1_000),
            await here.BalanceAsync(AccountKind.Available, seller.Id!));
        await ProofHolds.OnAsync(here);
    }

    [PostgresFact]
    public async Task A_developer_never_gets_more_than_the_limit_however_many_nodes_add_at_once()
    {
        await using var here = await PostgresFixture.OpenAsync();
        await using var there = await OpenOtherAsync(here);
        var (webhooks, accounts) = (new WebhooksFixture(here), new AccountsFixture(here));
        var developer = await webhooks.AddDeveloperAsync();
        var other = new EndpointStore(there, new Sealer(new byte[32], here.Ids));
        var endpoints = await AtOnceAsync(30, index => (index % 2 == 0 ? webhooks.Endpoints : other).AddAsync(
            webhooks.NewEndpoint(developer, EventTypes.Default), EndpointSecrets.New(here.Ids), 10, null, default));
        Assert.Equal(10, endpoints.Count(added => added));
        Assert.Equal(10, (await webhooks.Endpoints.ListAsync(developer, default)).Count);

        var keys = await AtOnceAsync(30, index => new ApiKeyStore(index % 2 == 0 ? here.Database : there).AddAsync(
            accounts.NewKey(developer), here.Ids.NewHex(32), null, default));
        Assert.Equal(ApiKey.MaxPerDeveloper, keys.Count(added => added));
    }

    [PostgresFact]
    public async Task Many_writes_that_meet_on_small_tables_all_succeed()
    {
        await using var here = await PostgresFixture.OpenAsync();
        await using var there = await OpenOtherAsync(here);
        var accounts = new AccountsFixture(here);
        var (tickets, users) = (new HashSet<long>(), new HashSet<string>());
        var developer = await accounts.AddDeveloperAsync("shop@example.tn");
        await AtOnceAsync(64, async index =>
        {
            Database node = index % 2 == 0 ? here.Database : there;
            var ticket = await new EscrowStore(node).NextTicketAsync(default);
            lock (tickets) tickets.Add(ticket);
            await new ReminderStore(node, here.Ids).UpsertAsync(
                $"grain-{index % 8}", "clock", DatabaseFixture.Start, TimeSpan.FromMinutes(1), default);
            var user = await node.WriteAsync(
                work => UserRows.FindOrAddAsync(work, accounts.NewUser($"user-{index % 8}@example.tn")), default);
            lock (users) users.Add(user.Id);
            await TopUpAsync(node, user, here);
            await new SignInCodeStore(node).AskAsync(
                accounts.NewCode($"{index}@example.tn", $"browser-{index}", "123456", $"192.0.2.{index}"),
                accounts.NewMail($"{index}@example.tn"), default);
            await new LoginFailureStore(node).AddAsync("a@example.tn", "192.0.2.1", DatabaseFixture.Start, default);
            await new EndpointStore(node, new Sealer(new byte[32], here.Ids)).AddAsync(
                new WebhooksFixture(here).NewEndpoint(developer.Id, EventTypes.Default),
                EndpointSecrets.New(here.Ids), 1_000, null, default);
            return true;
        });
        Assert.Equal(64, tickets.Count);
        Assert.Equal(8, users.Count);
        var counts = await here.Database.ReadAsync(
            work => work.FirstAsync<(long, long, long, long)>(
                """
                SELECT (SELECT count(*) FROM reminders), (SELECT sum(balance) FROM ledger_balances),
                    (SELECT count(*) FROM sign_in_codes), (SELECT count(*) FROM webhook_endpoints)
                """),
            default);
        Assert.Equal((8, 64 * 5, 64, 64), counts);

        // Losing is expected and costs a repeat; that it stays in bounds is what keeps it from becoming a storm.
        Assert.InRange(here.Postgres.Races + there.Races, 0, 64 * 7 * 4);
        await ProofHolds.OnAsync(here);
    }

    private static Task<PostgresDatabase> OpenOtherAsync(PostgresFixture here) =>
        PostgresFixture.OpenAsync(new PostgresOptions(here.ConnectionString));

    private static Task<Balance> TopUpAsync(
        Database node, User user, PostgresFixture here) =>
        new WalletStore(node).TopUpAsync(
            new TopUp(user, 5, here.Ids.NewId(DatabaseFixture.Start), here.Ids.NewId(DatabaseFixture.Start), user.CreatedAt),
            balance => (balance, (IdempotencyRecord?)null),
            default);

    /// <summary>Both at the same moment.</summary>
    private static async Task<(T Here, T There)> BothAsync<T>(Func<Task<T>> here, Func<Task<T>> there)
    {
        var (first, second) = (Task.Run(here), Task.Run(there));
        return (await first, await second);
    }

    private static async Task<IReadOnlyList<T>> ManyAsync<T>(Func<int, Task<T>> round)
    {
        var results = new T[Rounds];
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce };
        await Parallel.ForAsync(0, Rounds, options, async (index, _) => results[index] = await round(index));
        return results;
    }

    private static Task<T[]> AtOnceAsync<T>(int count, Func<int, Task<T>> write) =>
        Task.WhenAll(Enumerable.Range(0, count).Select(index => Task.Run(() => write(index))));
}
