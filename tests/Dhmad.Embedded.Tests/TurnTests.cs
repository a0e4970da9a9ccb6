namespace Dhmad.Embedded.Tests;

public sealed class TurnTests
{
    [Fact]
    public async Task Turns_of_one_activation_never_overlap()
    {
        await using var host = TestHost.Start();
        var grain = host.Grain<ITurnGrain>("g");
        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => grain.AddSlowly(40))));
        Assert.Equal(50 * 40, await grain.Counted());
    }

    [Fact]
    public async Task An_await_continues_in_the_activation_and_Task_Run_leaves_it()
    {
        await using var host = TestHost.Start();
        Assert.All(await host.Grain<ITurnGrain>("g").WhereAwaitsContinue(), Assert.True);
    }

    [Fact]
    public async Task What_belongs_to_the_grain_can_only_be_asked_for_in_its_turns()
    {
        await using var host = TestHost.Start();
        Assert.Equal("refused", await host.Grain<ITurnGrain>("g").RegisterTimerOutside());
    }

    [Fact]
    public void A_grain_cannot_be_made_outside_the_host() =>
        Assert.Throws<InvalidOperationException>(() => new TurnGrain(new Stage()));

    [Fact]
    public async Task A_caller_does_not_continue_inside_the_turn_of_the_grain_it_called()
    {
        await using var host = TestHost.Start();
        var grain = host.Grain<IProbeGrain>("g");
        var stopped = grain.Stop("door");
        await host.Stage.Reached("door");
        var continued = stopped.ContinueWith(
            _ => SynchronizationContext.Current,
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
        host.Stage.Open("door");
        Assert.Null(await continued);
    }
}
