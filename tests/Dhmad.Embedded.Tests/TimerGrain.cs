using Orleans.Concurrency;

namespace Dhmad.Embedded.Tests;

public interface ITimerGrain : IGrainWithStringKey
{
    Task Start(string name, TimeSpan dueTime, TimeSpan period);

    Task StartInterleaving(string name, TimeSpan period);

    Task StartKeeping(string name, TimeSpan period, bool keepAlive);

    Task StartFailing(string name, TimeSpan period);

    /// <summary>After each tick the next is due in twice the period.</summary>
    Task StartDoubling(string name, TimeSpan period);

    /// <summary>Whether the token of the last tick was cancelled by that.</summary>
    Task<bool> DisposeTimer();

    Task Stop(string door);

    Task Nothing();

    [AlwaysInterleave]
    Task NothingInterleaving();

    Task Leave();
}

public sealed class TimerGrain(Stage stage) : Grain, ITimerGrain
{
    private IGrainTimer? timer;
    private CancellationToken lastToken;
    private int ticks;

    public Task Start(string name, TimeSpan dueTime, TimeSpan period)
    {
        timer = this.RegisterGrainTimer(token => Tick(name, token), dueTime, period);
        return Task.CompletedTask;
    }

    public Task StartInterleaving(string name, TimeSpan period)
    {
        var options = new GrainTimerCreationOptions(period, period) { Interleave = true };
        timer = this.RegisterGrainTimer(Tick, name, options);
        return Task.CompletedTask;
    }

    public Task StartKeeping(string name, TimeSpan period, bool keepAlive)
    {
        var options = new GrainTimerCreationOptions { DueTime = period, Period = period, KeepAlive = keepAlive };
        timer = this.RegisterGrainTimer(() => Tick(name, default), options);
        return Task.CompletedTask;
    }

    public Task StartFailing(string name, TimeSpan period)
    {
        timer = this.RegisterGrainTimer(
            async token =>
            {
                await Tick(name, token);
                throw new FormatException("a tick failed");
            },
            period,
            period);
        return Task.CompletedTask;
    }

    public Task StartDoubling(string name, TimeSpan period)
    {
        timer = this.RegisterGrainTimer(
            async () =>
            {
                timer!.Change(period * 2, Timeout.InfiniteTimeSpan);
                await Tick(name, default);
            },
            period,
            period);
        return Task.CompletedTask;
    }

    public Task<bool> DisposeTimer()
    {
        timer!.Dispose();
        return Task.FromResult(lastToken.IsCancellationRequested);
    }

    public Task Stop(string door) => stage.Stop(door);

    public Task Nothing() => Task.CompletedTask;

    public Task NothingInterleaving() => Task.CompletedTask;

    public Task Leave()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    private async Task Tick(string name, CancellationToken token)
    {
        lastToken = token;
        await Task.Yield();
        stage.Note($"{name} {++ticks}");
    }
}
