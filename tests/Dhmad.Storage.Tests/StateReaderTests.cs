using System.Text;

namespace Dhmad.Storage.Tests;

/// <summary>Reads that share a statement: who is answered what, and by which failure.</summary>
public class StateReaderTests
{
    private const string Bad = "bad";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly List<string[]> reads = [];
    private readonly SemaphoreSlim started = new(0);
    private readonly TaskCompletionSource opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task What_is_asked_for_while_others_are_read_is_read_together()
    {
        await using var reader = new StateReader(ReadAsync);
        var first = await FillAsync(reader);
        var later = Enumerable.Range(0, 10).Select(number => Ask(reader, $"later {number}")).ToArray();
        opened.SetResult();
        await Task.WhenAll([.. first, .. later]);
        Assert.Equal(10, reads.Skip(StateReader.AtOnce).Sum(ids => ids.Length));
        Assert.InRange(reads.Count, StateReader.AtOnce + 1, StateReader.AtOnce + 2);
        Assert.Equal(
            Enumerable.Range(0, 10).Select(number => $"later {number}"),
            later.Select(task => Encoding.UTF8.GetString(task.Result!)));
    }

    [Fact]
    public async Task Each_gets_its_own_state_and_null_where_there_is_none()
    {
        opened.SetResult();
        await using var reader = new StateReader(ReadAsync);
        var (one, none, again) = (Ask(reader, "one"), Ask(reader, ""), Ask(reader, "one"));
        Assert.Equal("one"u8.ToArray(), await one);
        Assert.Null(await none);
        Assert.Equal("one"u8.ToArray(), await again);
    }

    [Fact]
    public async Task What_cannot_be_read_fails_alone()
    {
        await using var reader = new StateReader(ReadAsync);
        var first = await FillAsync(reader);
        var (good, bad, other) = (Ask(reader, "good"), Ask(reader, Bad), Ask(reader, "other"));
        opened.SetResult();
        await Task.WhenAll(first);
        Assert.Equal("good"u8.ToArray(), await good);
        Assert.Equal("other"u8.ToArray(), await other);
        await Assert.ThrowsAsync<FormatException>(() => bad);
    }

    [Fact]
    public async Task Where_nothing_can_be_read_all_hear_of_it_at_once()
    {
        await using var reader = new StateReader(async ids =>
        {
            Note(ids);
            await opened.Task;
            throw new DatabaseUnavailableException("The database cannot be reached.");
        });
        var first = await FillAsync(reader);
        var later = Enumerable.Range(0, 10).Select(number => Ask(reader, $"later {number}")).ToArray();
        opened.SetResult();
        foreach (var task in (Task[])[.. first, .. later])
            await Assert.ThrowsAsync<DatabaseUnavailableException>(() => task);
        Assert.InRange(reads.Count, StateReader.AtOnce + 1, StateReader.AtOnce + 2);
    }

    [Fact]
    public async Task Whoever_gives_up_is_let_go_and_the_others_are_answered()
    {
        await using var reader = new StateReader(ReadAsync);
        var first = await FillAsync(reader);
        using var patience = new CancellationTokenSource();
        var given = reader.ReadAsync("given up", patience.Token);
        var other = Ask(reader, "other");
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);
        opened.SetResult();
        await Task.WhenAll(first);
        Assert.Equal("other"u8.ToArray(), await other);
    }

    [Fact]
    public async Task Closed_it_answers_what_was_asked_and_takes_nothing_more()
    {
        var reader = new StateReader(ReadAsync);
        var first = await FillAsync(reader);
        var asked = Ask(reader, "asked");
        var closing = reader.DisposeAsync().AsTask();
        var late = await Assert.ThrowsAsync<DatabaseUnavailableException>(() => Ask(reader, "late"));
        Assert.Equal("The database is closing.", late.Message);
        opened.SetResult();
        await closing;
        await Task.WhenAll(first);
        Assert.Equal("asked"u8.ToArray(), await asked);
    }

    private static Task<byte[]?> Ask(StateReader reader, string id) => reader.ReadAsync(id, CancellationToken.None);

    /// <summary>Asks until nothing more is read before a read is answered.</summary>
    private async Task<Task[]> FillAsync(StateReader reader)
    {
        var asked = new List<Task>();
        for (var number = 1; number <= StateReader.AtOnce; number++)
        {
            asked.Add(Ask(reader, $"first {number}"));
            Assert.True(await started.WaitAsync(Patience));
        }

        return [.. asked];
    }

    private void Note(string[] ids)
    {
        lock (reads) reads.Add(ids);
        started.Release();
    }

    private async Task<Dictionary<string, byte[]>> ReadAsync(string[] ids)
    {
        Note(ids);
        await opened.Task;
        if (ids.Contains(Bad)) throw new FormatException();
        return ids.Where(id => id.Length > 0).Distinct().ToDictionary(id => id, Encoding.UTF8.GetBytes);
    }
}
