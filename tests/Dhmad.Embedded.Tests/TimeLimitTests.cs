using Orleans.Concurrency;

namespace Dhmad.Embedded.Tests;

public sealed class TimeLimitTests
{
    [Fact]
    public async Task A_caller_waits_thirty_seconds_and_at_most_one_more_while_the_request_runs_on()
    {
        await using var host = TestHost.Start();
        var grain = host.Grain<IProbeGrain>("g");
        var call = grain.Stop("door");
        await host.Stage.Reached("door");
        host.Time.Advance(TimeSpan.FromSeconds(30));
        Assert.False(call.IsCompleted);
        host.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(call.IsFaulted);
        await Assert.ThrowsAsync<TimeoutException>(() => call);

        host.Stage.Open("door");
        await host.Stage.Reached("door passed");
        await grain.Note("the grain lives on");
        Assert.Equal(1, host.Stage.Journal.Count(note => note == "g activates"));
    }

    [Fact]
    public async Task A_request_whose_caller_has_gone_before_it_started_does_not_run()
    {
        await using var host = TestHost.Start();
        var grain = host.Grain<IProbeGrain>("g");
        _ = grain.Stop("door").ContinueWith(_ => { }, TaskScheduler.Default);
        await host.Stage.Reached("door");
        var waiting = grain.Note("too late");
        host.Time.Advance(TimeSpan.FromSeconds(31));
        Assert.True(waiting.IsFaulted);
        await Assert.ThrowsAsync<TimeoutException>(() => waiting);

        host.Stage.Open("door");
        await grain.Note("next");
        Assert.DoesNotContain("too late", host.Stage.Journal);
    }

    [Fact]
    public async Task A_circle_of_waiting_grains_ends_by_the_time_limit()
    {
        await using var host = TestHost.Start();
        var call = host.Grain<ICallerGrain>("a").CallInCircle("b", 2);
        await host.Stage.Reached("b 1");
        await Eventually.Until(() =>
        {
            host.Time.Advance(TimeSpan.FromSeconds(1));
            return call.IsCompleted;
        });
        await Assert.ThrowsAsync<TimeoutException>(() => call);

        await host.Grain<ICallerGrain>("a").Plain().WaitAsync(Stage.Patience);
        await host.Grain<ICallerGrain>("b").Plain().WaitAsync(Stage.Patience);
    }

    [Fact]
    public async Task A_method_can_have_a_limit_of_its_own()
    {
        await using var host = TestHost.Start();
        var call = host.Grain<IHurriedGrain>("g").Stop("door");
        await host.Stage.Reached("door");
        host.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.False(call.IsCompleted);
        host.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(call.IsFaulted);
        await Assert.ThrowsAsync<TimeoutException>(() => call);
        host.Stage.Open("door");
    }

    [Fact]
    public async Task A_cancelled_call_is_not_sent()
    {
        await using var host = TestHost.Start();
        var call = host.Grain<IHurriedGrain>("g").StopWith("door", new CancellationToken(canceled: true));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Equal(0, host.Grains.ActivationCount);
    }

    [Fact]
    public async Task A_running_call_sees_the_cancellation_and_so_does_its_caller()
    {
        await using var host = TestHost.Start();
        using var source = new CancellationTokenSource();
        var call = host.Grain<IHurriedGrain>("g").StopWith("door", source.Token);
        await host.Stage.Reached("door");
        await source.CancelAsync();
        var thrown = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Equal(source.Token, thrown.CancellationToken);
        await host.Stage.Reached("saw it");
    }

    [Fact]
    public async Task A_call_cancelled_while_it_waits_frees_its_caller_and_never_runs()
    {
        await using var host = TestHost.Start();
        using var source = new CancellationTokenSource();
        var grain = host.Grain<IHurriedGrain>("g");
        var running = grain.StopWith("first", CancellationToken.None);
        await host.Stage.Reached("first");
        var waiting = grain.StopWith("second", source.Token);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);

        host.Stage.Open("first");
        await running;
        await grain.Nothing();
        Assert.DoesNotContain("second", host.Stage.Journal);
    }
}

public interface IHurriedGrain : IGrainWithStringKey
{
    [ResponseTimeout("00:00:05"), AlwaysInterleave]
    Task Stop(string door);

    Task StopWith(string door, CancellationToken cancellationToken);

    Task Nothing();
}

public sealed class HurriedGrain(Stage stage) : Grain, IHurriedGrain
{
    public Task Stop(string door) => stage.Stop(door);

    public async Task StopWith(string door, CancellationToken cancellationToken)
    {
        try
        {
            await stage.Stop(door).WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            stage.Note("saw it");
            throw;
        }
    }

    public Task Nothing() => Task.CompletedTask;
}
