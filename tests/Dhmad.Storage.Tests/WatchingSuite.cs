using System.Diagnostics;
using Dhmad.Domain.Escrows;
using Dhmad.Storage.Escrows;
using Dhmad.Testing;

namespace Dhmad.Storage.Tests;

/// <summary>What whoever watches learns of the rows and of commits.</summary>
public abstract class WatchingSuite : StoreSuite
{
    [SkippableFact]
    public async Task An_empty_deployment_has_nothing_open()
    {
        await using var fixture = await OpenAsync();
        var figures = await new FigureQueries(fixture.Database).ReadAsync(default);
        Assert.Equal((0, null, 0, 0, 0), (figures.WaitingEvents, figures.OldestEventAt, figures.PendingDeliveries, figures.OpenSessions, figures.HeldMillimes));
        Assert.Equal((0, 0), (figures.OpenEscrows, figures.FundedEscrows));
    }

    [SkippableFact]
    public async Task Figures_count_what_is_open_and_sum_up_what_is_held()
    {
        await using var fixture = await OpenAsync();
        var (pending, paid, ended) = (fixture.NewLife(), fixture.NewLife(), fixture.NewLife());
        await fixture.CommitAsync(pending.Create(), paid.Create(), paid.Pay(), ended.Create(), ended.Pay());
        await fixture.CommitAsync(ended.Deliver(), ended.Complete());
        await fixture.OpenSessionAsync(pending.Escrow);

        var figures = await new FigureQueries(fixture.Database).ReadAsync(default);
        Assert.Equal(Life.Amount, figures.HeldMillimes);
        Assert.Equal(1, figures.OpenSessions);
        Assert.Equal(7, figures.WaitingEvents);
        Assert.Equal(DatabaseFixture.Start, figures.OldestEventAt);
        Assert.Equal((2, 1), (figures.OpenEscrows, figures.FundedEscrows));
    }

    [SkippableFact]
    public async Task A_commit_is_a_span_and_its_transaction_is_linked_to_it()
    {
        await using var fixture = await OpenAsync();
        var (life, store) = (fixture.NewLife(), new EscrowStore(fixture.Database));
        using var trace = new WatchedTrace();
        using (trace.Enter()) Assert.Equal(CommitOutcome.Done, await store.CommitAsync(life.Create(), default));

        var commit = Assert.Single(trace.Named("commit"));
        Assert.Equal((trace.Id, ActivityKind.Client), (commit.TraceId, commit.Kind));
        Assert.Equal((life.Escrow.Id, "done", 1), (commit.GetTagItem("dhmad.escrow.id"), commit.GetTagItem("outcome"), commit.GetTagItem("dhmad.transaction.size")));
        var transaction = await trace.EndedAsync("transaction");
        Assert.Equal(commit.SpanId, Assert.Single(transaction.Links).Context.SpanId);
        Assert.NotEqual(trace.Id, transaction.TraceId);
    }

    [SkippableFact]
    public async Task A_commit_that_is_refused_or_fails_says_so_in_a_word()
    {
        await using var fixture = await OpenAsync();
        var (life, store) = (fixture.NewLife(), new EscrowStore(fixture.Database));
        using var trace = new WatchedTrace();
        using (trace.Enter())
        {
            var create = life.Create();
            await store.CommitAsync(create, default);
            Assert.Equal(CommitOutcome.Conflict, await store.CommitAsync(create, default));
            var broken = create with { Escrow = create.Escrow with { Version = 0 } };
            await Assert.ThrowsAsync<InvariantBrokenException>(() => store.CommitAsync(broken, default));
        }

        Assert.Equal(["done", "conflict", "failed"], trace.Named("commit").Select(span => span.GetTagItem("outcome")));
        var failed = trace.Named("commit").Last();
        Assert.Equal(ActivityStatusCode.Error, failed.Status);
        Assert.Equal("Dhmad.Storage.InvariantBrokenException", failed.GetTagItem("error.type"));
    }
}
