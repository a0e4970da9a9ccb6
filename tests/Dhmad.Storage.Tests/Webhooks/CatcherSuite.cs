using Dhmad.Domain.Webhooks;
using Dhmad.Storage.Webhooks;

namespace Dhmad.Storage.Tests.Webhooks;

public abstract class CatcherSuite : StoreSuite
{
    private static readonly DateTimeOffset Start = DatabaseFixture.Start;
    private const string Escrow = "66d4a1f09b3c5e7a2f1d8c40";

    [SkippableFact]
    public async Task A_token_names_its_developer_and_cannot_be_made_up()
    {
        await using var fixture = await OpenAsync();
        var webhooks = new WebhooksFixture(fixture);
        var catcher = webhooks.Catcher;
        var developer = webhooks.Ids.NewId(Start);
        var token = catcher.TokenOf(developer);

        Assert.Equal(developer, catcher.DeveloperOf(token));
        Assert.Equal(token, catcher.TokenOf(developer));
        Assert.Null(catcher.DeveloperOf(webhooks.Ids.NewId(Start) + token[24..]));
        Assert.Null(catcher.DeveloperOf(token[..^1]));
        Assert.Null(catcher.DeveloperOf(token + "0"));
        Assert.Null(catcher.DeveloperOf(developer));
        Assert.Null(catcher.DeveloperOf(""));
        Assert.Null(catcher.DeveloperOf(null));
        Assert.Null(new CatcherStore(fixture.Database, new Sealer([.. Enumerable.Repeat((byte)1, 32)], webhooks.Ids)).DeveloperOf(token));
    }

    [SkippableFact]
    public async Task What_came_is_read_again_newest_first()
    {
        await using var fixture = await OpenAsync();
        var webhooks = new WebhooksFixture(fixture);
        var (developer, other) = (await webhooks.AddDeveloperAsync(), await webhooks.AddDeveloperAsync());
        var first = Request(webhooks, "one", 1) with { SignatureOk = true, Headers = new Dictionary<string, string> { ["a"] = "é" } };
        await webhooks.Catcher.AddAsync(developer, first, default);
        await webhooks.Catcher.AddAsync(developer, Request(webhooks, null, null), default);
        await webhooks.Catcher.AddAsync(other, Request(webhooks, "one", 1), default);

        var read = await webhooks.Catcher.ListAsync(developer, null, 10, default);

        Assert.Equal([2L, 1L], read.Select(row => row.Number));
        Assert.Equal((null, null, false), (read[0].Request.SequenceOk, read[0].Request.WebhookId, read[0].Request.IsDuplicate));
        Assert.Equal("é", read[1].Request.Headers["a"]);
        Assert.Equal(first.Body, read[1].Request.Body);
        Assert.Equal((true, false, true), (read[1].Request.SignatureOk, read[1].Request.TimestampOk, read[1].Request.SequenceOk));
        Assert.Equal(1L, Assert.Single(await webhooks.Catcher.ListAsync(developer, 2, 10, default)).Number);
    }

    [SkippableFact]
    public async Task Late_and_repeated_deliveries_are_marked()
    {
        await using var fixture = await OpenAsync();
        var webhooks = new WebhooksFixture(fixture);
        var developer = await webhooks.AddDeveloperAsync();
        foreach (var (id, sequence) in new[] { ("a", 1), ("c", 3), ("b", 2), ("c", 3) })
            await webhooks.Catcher.AddAsync(developer, Request(webhooks, id, sequence), default);

        Assert.Equal(
            [(3L, true, true), (2L, false, false), (3L, true, false), (1L, true, false)],
            (await webhooks.Catcher.ListAsync(developer, null, 10, default))
                .Select(row => (row.Request.Sequence!.Value, row.Request.SequenceOk!.Value, row.Request.IsDuplicate)));
    }

    [SkippableFact]
    public async Task The_last_requests_are_kept()
    {
        await using var fixture = await OpenAsync();
        var webhooks = new WebhooksFixture(fixture);
        var developer = await webhooks.AddDeveloperAsync();
        await Task.WhenAll(Enumerable.Range(0, CatcherStore.MaxKept + 3)
            .Select(_ => webhooks.Catcher.AddAsync(developer, Request(webhooks, null, null), default)));

        Assert.Equal(CatcherStore.MaxKept, await webhooks.CountAsync("caught_requests"));
        Assert.Equal(503, (await webhooks.Catcher.ListAsync(developer, null, 1, default))[0].Number);
    }

    private static CaughtRequest Request(WebhooksFixture webhooks, string? webhookId, long? sequence) => new()
    {
        Id = webhooks.Ids.NewUuid(),
        ReceivedAt = Start,
        Headers = new Dictionary<string, string>(),
        Body = [1, 2, 3],
        WebhookId = webhookId,
        EscrowId = sequence is null ? null : Escrow,
        Sequence = sequence,
    };
}
