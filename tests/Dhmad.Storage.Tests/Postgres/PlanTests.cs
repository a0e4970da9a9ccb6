using Dhmad.Domain.Accounts;
using Dhmad.Domain.Checkout;
using Dhmad.Domain.Escrows;
using Dhmad.Storage.Accounts;
using Dhmad.Storage.Checkout;
using Dhmad.Storage.Escrows;
using Dhmad.Storage.Payments;
using Dhmad.Storage.Webhooks;
using Dhmad.Storage.Tests.Webhooks;
using Dhmad.Testing.Postgres;

namespace Dhmad.Storage.Tests.Postgres;

/// <summary>
/// What must cost the same with a million escrows as with a thousand goes through an index, in its order: the stores are
/// called, and the server tells what each statement really touched.
/// </summary>
public sealed class PlanTests(LargeDatabase large) : IClassFixture<LargeDatabase>
{
    private const int Page = 25;

    /// <summary>A few pages' worth: what a statement may read of tables.</summary>
    private const long MaxTouched = 1_000;

    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeMilliseconds(LargeDatabase.Escrows * 1_000L);

    private PostgresFixture Fixture => large.Fixture;

    private Database Database => Fixture.Database;

    private Sealer Sealer => new(new byte[32], Fixture.Ids);

    [PostgresFact]
    public Task Lists_of_escrows_touch_what_they_show() => AssertCheapAsync(async () =>
    {
        var queries = new EscrowQueries(Database);
        foreach (var (role, owner) in new[]
        {
            (EscrowRole.Creator, "dev-18"), (EscrowRole.Buyer, "user-17"), (EscrowRole.Seller, "user-17"),
            (EscrowRole.Party, "user-17"), (EscrowRole.Creator, "dev-0"), (EscrowRole.Party, "user-0"),
        })
        {
            foreach (var status in new EscrowStatus?[] { null, EscrowStatus.Completed, EscrowStatus.Cancelled })
            {
                foreach (var page in new[] { 1, 3 })
                    await queries.PageAsync(new EscrowFilter(role, owner, status), page, Page, default);
            }
        }

        await queries.PageAsync(new EscrowFilter(EscrowRole.Creator, "dev-18", EscrowStatus.Paid), 1, Page, default);
        await queries.PageAsync(new EscrowFilter(EscrowRole.Party, "user-17", EscrowStatus.Pending), 1, Page, default);
        await queries.DueAsync(Now.AddDays(1), 0, Page, default);
        await queries.EventsAsync(Id(77), 0, Page, default);
        await queries.CountCreatedAsync("dev-18", Now.AddHours(-1), default);
        await queries.InvitedAsync("user-50@example.tn", Page, default);
        await new WalletStore(Database).ReadAsync("user-17", default);
        await new EscrowStore(Database).LoadAsync(Id(77), default);
        await Database.StateAsync(Id(77), default);
    });

    [PostgresFact]
    public Task Sessions_and_payments_are_found_by_what_they_belong_to() => AssertCheapAsync(async () =>
    {
        var (queries, sessions) = (new SessionQueries(Database), new SessionStore(Database));
        foreach (var status in new SessionStatus?[] { null, SessionStatus.Pending, SessionStatus.Expired })
            await queries.ListAsync(new SessionFilter(Id(70), "dev-330", status, null, Now), null, Page, default);
        await queries.ListAsync(
            new SessionFilter(Id(70), "dev-330", null, EscrowAction.AcceptPay, Now), new Cursor(Now, Id(1)), Page, default);
        await queries.CountPendingAsync(Id(70), Now, default);
        var escrow = (await new EscrowStore(Database).LoadAsync(Id(70), default))! with { Id = Id(70) };
        var opened = Some.Session(Fixture, escrow);
        Assert.Equal(CommitOutcome.Done, await sessions.InsertAsync(opened, 2, null, default));
        var due = await queries.DueAsync(Now.AddDays(1), 0, Page, default);
        Assert.Equal(Page, due.Count);
        await sessions.LoadAsync(due[0], default);
        await sessions.SubmissionAsync(due[0], Fixture.Ids.NewUuid(), default);
        await sessions.ExpireAsync(due[0], Now.AddDays(1), default);
        await sessions.CancelAsync(due[1], SessionCanceller.Developer, Now.AddDays(-9), null, default);

        var payments = new PaymentStore(Database);
        Assert.Equal(Page, (await payments.DueAsync(Now.AddDays(1), 0, Page, default)).Count);
        await payments.LoadAsync("pay-" + Id(77), default);
        await payments.ChallengedAsync(due[0], default);
    });

    [PostgresFact]
    public Task Webhooks_are_sent_without_looking_at_those_that_were() => AssertCheapAsync(async () =>
    {
        var endpoints = new EndpointStore(Database, Sealer);
        var deliveries = new DeliveryStore(Database, endpoints);
        Assert.NotEmpty(await deliveries.ListNextAsync(Id(0), Page, default));
        Assert.NotEmpty(await deliveries.ListDueEndpointsAsync(Now.AddDays(1), "", Page, default));
        await deliveries.ListDueEndpointsAsync(Now.AddDays(1), Id(900), Page, default);
        await deliveries.DeleteOldAsync(Now, Page, default);
        await Database.WriteAsync(
            work => work.ExecuteAsync("UPDATE webhook_endpoints SET is_active = 0 WHERE id = @id", new { id = Id(1_018) }),
            default);
        Assert.True(await new BacklogStore(Database).EndAsync(Now, default));
        await endpoints.ListAsync("dev-18", default);
        Assert.Equal(100, (await new OutboxStore(Database, Fixture.Ids).DispatchAsync(DateTimeOffset.UnixEpoch, 100, Now, default)).Events);
        var catcher = new CatcherStore(Database, Sealer);
        await catcher.ListAsync("dev-18", null, Page, default);
        await catcher.ListAsync("dev-18", 20, Page, default);
    });

    /// <summary>With a backlog, each row would walk all of it.</summary>
    [PostgresFact]
    public async Task What_comes_before_a_delivery_is_found_by_its_escrow()
    {
        var deliveries = new DeliveryStore(Database, new EndpointStore(Database, Sealer));
        var plans = await large.PlansOfAsync(() => deliveries.ListNextAsync(Id(0), Page, default));
        const string index = "using webhook_deliveries_once on webhook_deliveries b";
        Assert.Contains(plans, plan => plan.ToString().Contains(index, StringComparison.Ordinal));
    }

    /// <summary>
    /// Statements are planned once, perhaps while their tables are empty: then any index looks as good as another.
    /// </summary>
    [PostgresFact]
    public async Task A_backlog_that_nobody_made_statistics_of_is_not_walked_either()
    {
        const int escrows = 600;
        await using var fresh = await large.OpenEmptyAsync();
        var webhooks = new WebhooksFixture(fresh);
        var developer = await webhooks.AddDeveloperAsync();
        var endpoint = await webhooks.AddEndpointAsync(developer, EventTypes.Created);
        await Task.WhenAll(Enumerable.Range(0, escrows)
            .Select(_ => fresh.CommitAsync(webhooks.NewLife(developer).Create())));
        while ((await webhooks.DispatchAsync(50)).Events > 0) await webhooks.DispatchAsync(50);
        var plans = await large.PlansOfAsync(async () =>
        {
            for (var round = 0; round < 10; round++)
            {
                var next = await webhooks.Deliveries.ListNextAsync(endpoint.Endpoint.Id, 9, default);
                var attempts = next.Select(due => WebhooksFixture.Attempt(due.Id, 1, 200)).ToList();
                endpoint = (await webhooks.WriteAsync(endpoint, attempts)).Endpoint!;
            }
        });
        Assert.NotEmpty(plans);
        Assert.All(plans, plan => Assert.True(plan.RowsTouched <= escrows / 3, plan.ToString()));
    }

    [PostgresFact]
    public Task Sweeps_and_keys_touch_what_is_due() => AssertCheapAsync(async () =>
    {
        var (reminders, mails) = (new ReminderStore(Database, Fixture.Ids), new MailStore(Database));
        await reminders.OfGrainAsync("escrow/" + Id(10), default);
        await reminders.UpsertAsync("escrow/" + Id(10), "clock", Now, TimeSpan.FromMinutes(1), default);
        await mails.PageAsync(null, null, Page, default);
        await mails.PageAsync(null, new Cursor(Now, "mail-7"), Page, default);
        await mails.PageAsync("user-17@example.tn", null, Page, default);
        await mails.PageAsync("user-17@example.tn", new Cursor(Now, "mail-7"), Page, default);
        var epoch = DateTimeOffset.UnixEpoch.AddMilliseconds(1);
        Assert.Equal(1, await mails.DeleteOldAsync(epoch + Mail.CodeKept, default));
        Assert.Equal(2, await mails.DeleteOldAsync(epoch.AddSeconds(2_000) + Mail.CodeKept, default));
        Assert.InRange(await mails.DeleteOldAsync(epoch.AddSeconds(9) + Mail.Kept, default), 90, 110);
        await new AssociationStore(Database).DeleteOldLinksAsync(Now, default);
        await new EndpointStore(Database, Sealer).DeleteOldSubscriptionsAsync(Now, default);
        var keys = new IdempotencyStore(Database, Fixture.Ids, Sealer);
        await keys.ClaimAsync("dev-18", "a-new-key", "x", Now, default);
        await keys.DeleteOldAsync(DateTimeOffset.UnixEpoch.AddDays(1).AddMinutes(1).AddSeconds(9), default);
    });

    [PostgresFact]
    public Task A_batch_of_commits_touches_its_own_rows() => AssertCheapAsync(async () =>
    {
        for (var round = 0; round < 3; round++)
        {
            var lives = Enumerable.Range(0, 20).Select(_ => Fixture.NewLife()).ToArray();
            await AllAsync(lives, life => life.Create());
            await AllAsync(lives, life => life.Touch() with
            {
                Payment = new PaymentChange(Some.Payment(Fixture, life.Escrow), null),
                CancelsSessions = true,
            });
            await AllAsync(lives, life => life.Pay());
            await AllAsync(lives, life => life.Deliver());
            await AllAsync(lives, life => life.Complete());
        }

        var other = Fixture.NewLife();
        await Fixture.CommitAsync(other.Create());
        var session = await Fixture.OpenSessionAsync(other.Escrow);
        var keys = new IdempotencyStore(Database, Fixture.Ids, Sealer);
        var claim = ((IdempotencyAnswer.Claimed)await keys.ClaimAsync("dev-1", "paid", "x", Now, default)).Claim;
        await Fixture.CommitAsync(other.Pay() with
        {
            CompletedSession = session.Id,
            Submission = new SubmissionRecord(
                Fixture.Ids.NewUuid(), session.Id, SubmissionOutcome.Completed, null, null, DatabaseFixture.Start),
            Idempotency = new IdempotencyRecord(claim, 200, "application/json", "{}"u8.ToArray()),
        });
    });

    private static string Id(int number) => number.ToString("x24", null);

    private Task AllAsync(Life[] lives, Func<Life, EscrowCommit> make)
    {
        var commits = lives.Select(make).ToArray();
        return Task.WhenAll(commits.Select(commit => Fixture.CommitAsync(commit)));
    }

    private async Task AssertCheapAsync(Func<Task> calls)
    {
        var plans = await large.PlansOfAsync(calls);
        Assert.NotEmpty(plans);
        Assert.All(plans, plan =>
        {
            Assert.True(!plan.TablesWalked.Any(), plan.ToString());
            Assert.True(plan.RowsTouched <= MaxTouched, $"{plan.RowsTouched} rows\n{plan}");
        });
    }
}
