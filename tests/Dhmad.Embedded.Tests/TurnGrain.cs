using Orleans.Concurrency;

namespace Dhmad.Embedded.Tests;

public interface ITurnGrain : IGrainWithStringKey
{
    /// <summary>Awaits this often in all ways there are, beside other such calls, adding one without a lock each time.
    /// </summary>
    [AlwaysInterleave]
    Task AddSlowly(int times);

    Task<int> Counted();

    Task CountAndFail();

    Task ThrowOutOfAsyncVoid();

    Task ReturnNull();

    /// <summary>Whether each await came back to the grain.</summary>
    Task<bool[]> WhereAwaitsContinue();

    /// <summary>What happens when a timer is asked for off the grain's turns.</summary>
    Task<string> RegisterTimerOutside();
}

public sealed class TurnGrain(Stage stage) : Grain, ITurnGrain
{
    private int inside;
    private int count;

    public async Task AddSlowly(int times)
    {
        for (var i = 0; i < times; i++)
        {
            Enter();
            switch (i % 4)
            {
                case 0: await Task.Yield(); break;
                case 1: await Task.Run(() => { }); break;
                case 2: await GrainFactory.GetGrain<ICallerGrain>($"{i}").Plain(); break;
                default: await Task.WhenAll(Task.Run(() => { }), Task.Run(() => { })); break;
            }
        }
    }

    public Task<int> Counted() => Task.FromResult(count);

    public async Task CountAndFail()
    {
        count++;
        await Task.Yield();
        throw new FormatException("after counting");
    }

    public Task ThrowOutOfAsyncVoid()
    {
        Throw();
        return Task.CompletedTask;

        async void Throw()
        {
            await Task.Yield();
            stage.Note("thrown");
            throw new FormatException("nobody awaits this");
        }
    }

    public Task ReturnNull() => null!;

    public async Task<bool[]> WhereAwaitsContinue()
    {
        var here = SynchronizationContext.Current;
        await Task.Yield();
        var afterYield = SynchronizationContext.Current == here;
        await Task.Run(() => { });
        var afterRun = SynchronizationContext.Current == here;
        var inRun = await Task.Run(() => SynchronizationContext.Current == here);
        return [here is not null, afterYield, afterRun, !inRun];
    }

    public async Task<string> RegisterTimerOutside()
    {
        try
        {
            await Task.Run(() => this.RegisterGrainTimer(() => Task.CompletedTask, TimeSpan.Zero, TimeSpan.Zero));
            return "registered";
        }
        catch (InvalidOperationException)
        {
            return "refused";
        }
    }

    private void Enter()
    {
        Assert.Equal(1, Interlocked.Increment(ref inside));
        var before = count;
        Thread.SpinWait(50);
        count = before + 1;
        Interlocked.Decrement(ref inside);
    }
}
