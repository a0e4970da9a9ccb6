namespace Dhmad.Embedded.Tests;

public sealed class TimerTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    // Sooner than a caller stops waiting.
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task A_timer_ticks_when_due_and_then_every_period()
    {
        await using var host = TestHost.Start();
        await host.Grain<ITimerGrain>("g").Start("tick", Minute, Minute);
        host.Time.Advance(Minute - TimeSpan.FromMilliseconds(1));
        Assert.DoesNotContain("tick 1", host.Stage.Journal);
        host.Time.Advance(TimeSpan.FromMilliseconds(1));
        await host.Stage.Reached("tick 1");
        await host.Grain<ITimerGrain>("g").Nothing();
        host.Time.Advance(Minute);
        await host.Stage.Reached("tick 2");
    }

    [Fact]
    public async Task A_timer_without_a_period_ticks_once()
    {
        await using var host = TestHost.Start();
        await host.Grain<ITimerGrain>("g").Start("tick", TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        await TickNow(host, "tick 1");
        host.Time.Advance(TimeSpan.FromMinutes(5));
        await host.Grain<ITimerGrain>("g").Nothing();
        Assert.DoesNotContain("tick 2", host.Stage.Journal);
    }

    [Fact]
    public async Task A_tick_waits_for_the_running_request()
    {
        await using var host = TestHost.Start();
        var grain = host.Grain<ITimerGrain>("g");
        await grain.Start("tick", Soon, Soon);
        var stopped = grain.Stop("door");
        await host.Stage.Reached("door");
        host.Time.Advance(Soon);
        await grain.NothingInterleaving();
        Assert.DoesNotContain("tick 1", host.Stage.Journal);
        host.Stage.Open("door");
        await host.Stage.Reached("tick 1");
        await stopped;
    }

    [Fact]
    public async Task An_interleaving_tick_does_not_wait()
    {
        await using var host = TestHost.Start();
        var grain = host.Grain<ITimerGrain>("g");
        await grain.StartInterleaving("tick", Soon);
        var stopped = grain.Stop("door");
        await host.Stage.Reached("door");
        host.Time.Advance(Soon);
        await host.Stage.Reached("tick 1");
        host.Stage.Open("door");
        await stopped;
    }

    [Fact]
    public async Task Ticks_never_pile_up()
    {
        await using var host = TestHost.Start();
        var grain = host.Grain<ITimerGrain>("g");
        await grain.Start("tick", Minute, Minute);
        var stopped = grain.Stop("door");
        await host.Stage.Reached("door");
        host.Time.Advance(TimeSpan.FromMinutes(10));
        host.Stage.Open("door");
        await host.Stage.Reached("tick 1");
        await grain.Nothing();
        Assert.DoesNotContain("tick 2", host.Stage.Journal);
        await stopped.ContinueWith(_ => { }, TaskScheduler.Default);
    }

    [Fact]
    public async Task A_failing_tick_does_not_end_the_timer()
    {
        await using var host = TestHost.Start();
        await host.Grain<ITimerGrain>("g").StartFailing("tick", Minute);
        host.Time.Advance(Minute);
        await host.Stage.Reached("tick 1");
        await host.Grain<ITimerGrain>("g").Nothing();
        host.Time.Advance(Minute);
        await host.Stage.Reached("tick 2");
    }

    [Fact]
    public async Task A_disposed_timer_ticks_no_more_and_its_token_is_cancelled()
    {
        await using var host = TestHost.Start();
        var grain = host.Grain<ITimerGrain>("g");
        await grain.Start("tick", Minute, Minute);
        host.Time.Advance(Minute);
        await host.Stage.Reached("tick 1");
        Assert.True(await grain.DisposeTimer());
        host.Time.Advance(TimeSpan.FromMinutes(5));
        await grain.Nothing();
        Assert.DoesNotContain("tick 2", host.Stage.Journal);
    }

    [Fact]
    public async Task A_tick_that_waited_when_its_timer_was_disposed_does_not_come()
    {
        await using var host = TestHost.Start();
        var grain = host.Grain<ITimerGrain>("g");
        await grain.Start("tick", Soon, Soon);
        var stopped = grain.Stop("door");
        await host.Stage.Reached("door");
        var disposing = grain.DisposeTimer();
        host.Time.Advance(Soon);
        host.Stage.Open("door");
        await Task.WhenAll(stopped.ContinueWith(_ => { }, TaskScheduler.Default), disposing);
        await grain.Nothing();
        Assert.DoesNotContain("tick 1", host.Stage.Journal);
    }

    [Fact]
    public async Task A_timer_can_be_set_anew_inside_its_tick()
    {
        await using var host = TestHost.Start();
        var grain = host.Grain<ITimerGrain>("g");
        await grain.StartDoubling("tick", Minute);
        host.Time.Advance(Minute);
        await host.Stage.Reached("tick 1");
        await grain.Nothing();
        host.Time.Advance(Minute);
        await grain.Nothing();
        Assert.DoesNotContain("tick 2", host.Stage.Journal);
        host.Time.Advance(Minute);
        await host.Stage.Reached("tick 2");
    }

    [Fact]
    public async Task Timers_end_with_the_activation()
    {
        await using var host = TestHost.Start();
        var grain = host.Grain<ITimerGrain>("g");
        await grain.Start("tick", Minute, Minute);
        await grain.Leave();
        await host.Grains.DownTo(0);
        host.Time.Advance(TimeSpan.FromMinutes(5));
        await grain.Nothing();
        Assert.DoesNotContain("tick 1", host.Stage.Journal);
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 1)]
    public async Task Ticks_keep_an_activation_only_when_they_are_to(bool keepAlive, int left)
    {
        await using var host = TestHost.Start();
        await host.Grain<ITimerGrain>("g").StartKeeping("tick", Minute, keepAlive);
        for (var minute = 1; minute <= 20 && host.Grains.ActivationCount > 0; minute++)
        {
            host.Time.Advance(Minute);
            if (minute < 15 || keepAlive) await host.Stage.Reached($"tick {minute}");
            await host.Grains.Settled();
        }

        await host.Grains.DownTo(left);
        Assert.Equal(left, host.Grains.ActivationCount);
    }

    [Fact]
    public async Task A_negative_time_is_refused()
    {
        await using var host = TestHost.Start();
        var grain = host.Grain<ITimerGrain>("g");
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => grain.Start("t", -Minute, Minute));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => grain.Start("t", Minute, -Minute));
    }

    private static async Task TickNow(TestHost host, string tick)
    {
        host.Time.Advance(TimeSpan.Zero);
        await host.Stage.Reached(tick);
        await host.Grain<ITimerGrain>("g").Nothing();
    }
}
