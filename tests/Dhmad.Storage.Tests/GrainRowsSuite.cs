namespace Dhmad.Storage.Tests;

/// <summary>Reminders and small states of grains.</summary>
public abstract class GrainRowsSuite : StoreSuite
{
    private static readonly DateTimeOffset Start = DatabaseFixture.Start;
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [SkippableFact]
    public async Task A_reminder_is_kept_replaced_and_deleted_by_its_version()
    {
        await using var fixture = await OpenAsync();
        var store = new ReminderStore(fixture.Database, fixture.Ids);
        var first = await store.UpsertAsync("session/a", "expiry", Start, Minute, CancellationToken.None);
        var second = await store.UpsertAsync("session/a", "expiry", Start.AddHours(1), 2 * Minute, CancellationToken.None);
        Assert.NotEqual(first, second);
        Assert.Equal(
            [new Reminder("session/a", "expiry", Start.AddHours(1), 2 * Minute, second)],
            await store.OfGrainAsync("session/a", CancellationToken.None));
        Assert.False(await store.DeleteAsync("session/a", "expiry", first, CancellationToken.None));
        Assert.True(await store.DeleteAsync("session/a", "expiry", second, CancellationToken.None));
        Assert.True(await store.DeleteAsync("session/a", "expiry", second, CancellationToken.None));
        Assert.Empty(await store.OfGrainAsync("session/a", CancellationToken.None));
        Assert.NotEqual(second, await store.UpsertAsync("session/a", "expiry", Start, Minute, CancellationToken.None));
    }

    [SkippableFact]
    public async Task Reminders_that_start_are_paged_in_ordinal_order()
    {
        await using var fixture = await OpenAsync();
        var store = new ReminderStore(fixture.Database, fixture.Ids);
        (string Grain, string Name)[] rows = [("a", "x"), ("B", "x"), ("a", "Y"), ("a/b", "x"), ("late", "x")];
        foreach (var (grain, name) in rows)
            await store.UpsertAsync(grain, name, grain == "late" ? Start.AddMilliseconds(1) : Start, Minute, CancellationToken.None);
        var seen = new List<(string, string)>();
        (string, string)? after = null;
        while (await store.StartingAsync(Start, after, limit: 2, CancellationToken.None) is { Count: > 0 } page)
        {
            seen.AddRange(page.Select(row => (row.GrainId, row.Name)));
            after = seen[^1];
        }

        Assert.Equal([("B", "x"), ("a", "Y"), ("a", "x"), ("a/b", "x")], seen);
    }

    [SkippableFact]
    public async Task A_state_is_written_from_the_version_that_was_read()
    {
        await using var fixture = await OpenAsync();
        var store = new GrainStateStore(fixture.Database);
        Assert.Null(await store.ReadAsync("clock", "k", CancellationToken.None));
        Assert.Equal(1, await store.WriteAsync("clock", "k", "{\"a\":1}", null, CancellationToken.None));
        Assert.Null(await store.WriteAsync("clock", "k", "{}", null, CancellationToken.None));
        Assert.Null(await store.WriteAsync("clock", "k", "{}", 2, CancellationToken.None));
        Assert.Equal(new GrainState("{\"a\":1}", 1), await store.ReadAsync("clock", "k", CancellationToken.None));
        Assert.Equal(2, await store.WriteAsync("clock", "k", "{\"a\":2}", 1, CancellationToken.None));
        Assert.Null(await store.ClearAsync("clock", "k", 1, CancellationToken.None));
        Assert.Equal(3, await store.ClearAsync("clock", "k", 2, CancellationToken.None));
        Assert.Equal(new GrainState(null, 3), await store.ReadAsync("clock", "k", CancellationToken.None));
        Assert.Equal(4, await store.WriteAsync("clock", "k", "{}", 3, CancellationToken.None));
        Assert.Null(await store.ReadAsync("clock", "K", CancellationToken.None));
    }

    [SkippableFact]
    public async Task Of_many_first_writes_at_once_one_wins()
    {
        await using var fixture = await OpenAsync();
        var store = new GrainStateStore(fixture.Database);
        for (var round = 0; round < 20; round++)
        {
            var key = $"grain-{round}";
            var versions = await Task.WhenAll(Enumerable.Range(0, 16).Select(writer => Task.Run(
                () => store.WriteAsync("rates", key, $"{writer}", null, CancellationToken.None))));
            Assert.Equal(1, Assert.Single(versions, version => version is not null));
        }
    }
}
