namespace Dhmad.Embedded.Tests;

public sealed class OrderTests
{
    [Fact]
    public async Task A_request_runs_to_its_end_before_the_next_starts()
    {
        await using var host = TestHost.Start();
        var grain = host.Grain<IProbeGrain>("g");
        var first = grain.Stop("first");
        await host.Stage.Reached("first");
        var second = grain.Note("second");
        await grain.NoteInterleaving("passing");
        Assert.Equal(["g activates", "first", "passing"], host.Stage.Journal);

        host.Stage.Open("first");
        await Task.WhenAll(first, second);
        Assert.Equal(["g activates", "first", "passing", "first passed", "second"], host.Stage.Journal);
    }

    [Fact]
    public async Task Calls_of_one_caller_arrive_in_order()
    {
        await using var host = TestHost.Start();
        var grain = host.Grain<IProbeGrain>("g");
        await Task.WhenAll(Enumerable.Range(0, 1000).Select(n => grain.Note($"{n}")));
        Assert.Equal(Enumerable.Range(0, 1000).Select(n => $"{n}"), host.Stage.Journal.Skip(1));
    }

    [Fact]
    public async Task Interleaving_requests_run_beside_all_and_others_beside_them()
    {
        await using var host = TestHost.Start();
        var grain = host.Grain<IProbeGrain>("g");
        var beside = grain.StopInterleaving("beside");
        await host.Stage.Reached("beside");
        var ordinary = grain.Stop("ordinary");
        await host.Stage.Reached("ordinary");
        var blocked = grain.Note("blocked");
        await grain.NoteInterleaving("passing");
        Assert.DoesNotContain("blocked", host.Stage.Journal);

        host.Stage.Open("ordinary");
        await Task.WhenAll(ordinary, blocked);
        Assert.False(beside.IsCompleted);
        host.Stage.Open("beside");
        await beside;
    }

    [Fact]
    public async Task Readers_run_beside_readers_and_not_beside_a_writer()
    {
        await using var host = TestHost.Start();
        var grain = host.Grain<IProbeGrain>("g");
        var write = grain.Stop("write");
        await host.Stage.Reached("write");
        var one = grain.StopReading("read one");
        var two = grain.StopReading("read two");
        await grain.NoteInterleaving("passing");
        Assert.DoesNotContain("read one", host.Stage.Journal);

        host.Stage.Open("write");
        await host.Stage.Reached("read one");
        await host.Stage.Reached("read two");
        host.Stage.Open("read one");
        host.Stage.Open("read two");
        await Task.WhenAll(write, one, two);
    }

    [Fact]
    public async Task A_reader_overtakes_a_writer_that_waits_for_readers()
    {
        await using var host = TestHost.Start();
        var grain = host.Grain<IProbeGrain>("g");
        var one = grain.StopReading("read one");
        await host.Stage.Reached("read one");
        var write = grain.Note("write");
        var two = grain.StopReading("read two");
        await host.Stage.Reached("read two");
        Assert.DoesNotContain("write", host.Stage.Journal);

        host.Stage.Open("read two");
        await two;
        Assert.False(write.IsCompleted);
        host.Stage.Open("read one");
        await Task.WhenAll(one, write);
    }

    /// <summary>Orleans' own rule, which is why a reading method must not await.</summary>
    [Fact]
    public async Task A_writer_starts_when_the_first_reader_has_ended_beside_a_later_one()
    {
        await using var host = TestHost.Start();
        var grain = host.Grain<IProbeGrain>("g");
        var one = grain.StopReading("read one");
        await host.Stage.Reached("read one");
        var two = grain.StopReading("read two");
        await host.Stage.Reached("read two");
        host.Stage.Open("read one");
        await one;
        await grain.Note("write").WaitAsync(Stage.Patience);
        Assert.False(two.IsCompleted);
        host.Stage.Open("read two");
        await two;
    }

    [Fact]
    public async Task More_requests_than_may_wait_are_refused_at_once()
    {
        await using var host = TestHost.Start();
        var grain = host.Grain<IProbeGrain>("g");
        var running = grain.Stop("door");
        await host.Stage.Reached("door");
        var waiting = Enumerable.Range(0, 10_000).Select(_ => grain.Count()).ToArray();
        await Assert.ThrowsAsync<OrleansMessageRejectionException>(() => grain.Count());
        host.Stage.Open("door");
        await running;
        Assert.Equal(10_000, (await Task.WhenAll(waiting))[^1]);
        Assert.Equal(10_001, await grain.Count());
    }

    [Fact]
    public async Task A_one_way_call_to_grains_that_do_not_run_is_refused()
    {
        await using var host = TestHost.Start();
        await host.Grains.StopAsync(CancellationToken.None);
        await Assert.ThrowsAsync<SiloUnavailableException>(() => host.Grain<ICallerGrain>("g").Tell("door"));
    }

    [Fact]
    public async Task A_one_way_call_does_not_wait_for_the_grain()
    {
        await using var host = TestHost.Start();
        await host.Grain<ICallerGrain>("g").Tell("door").WaitAsync(Stage.Patience);
        await host.Stage.Reached("door");
        host.Stage.Open("door");
        await host.Stage.Reached("told");
    }
}
