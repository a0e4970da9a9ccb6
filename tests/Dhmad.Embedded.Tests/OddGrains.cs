using Orleans.Concurrency;

namespace Dhmad.Embedded.Tests;

public interface ISlowStartGrain : IGrainWithStringKey
{
    Task<string> Ask();

    [AlwaysInterleave]
    Task<string> AskInterleaving();
}

/// <summary>Stops while it activates; keys that begin with "bad" then fail, "bad once" only the first time.</summary>
public sealed class SlowStartGrain(Stage stage) : Grain, ISlowStartGrain
{
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var key = this.GetPrimaryKeyString();
        var wasHereBefore = stage.Journal.Contains("activating");
        cancellationToken.Register(() => stage.Note("activation cancelled"));
        await stage.Stop("activating");
        if (key == "bad" || (key == "bad once" && !wasHereBefore)) throw new FormatException("bad start");
        stage.Note("activated");
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        stage.Note("deactivated");
        return Task.CompletedTask;
    }

    public Task<string> Ask() => Task.FromResult("healed");

    public Task<string> AskInterleaving() => Ask();
}

public interface IUnmakeableGrain : IGrainWithStringKey
{
    Task Ask();
}

public sealed class UnmakeableGrain : Grain, IUnmakeableGrain
{
    public UnmakeableGrain() => throw new NotSupportedException("cannot be made");

    public Task Ask() => Task.CompletedTask;
}

public interface IDisposableGrain : IGrainWithStringKey
{
    Task Leave();
}

public sealed class DisposableGrain(Stage stage) : Grain, IDisposableGrain, IDisposable
{
    public Task Leave()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public void Dispose() => stage.Note("disposed");
}

public interface IFleetingGrain : IGrainWithStringKey
{
    Task<string> Ask();
}

public sealed class FleetingGrain : Grain, IFleetingGrain
{
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        DeactivateOnIdle();
        await Task.Yield();
    }

    public Task<string> Ask() => Task.FromResult("served");
}

public interface IMayflyGrain : IGrainWithStringKey
{
    Task Tally();
}

/// <summary>Leaves with every seventh call of an activation.</summary>
public sealed class MayflyGrain(Tally tally) : Grain, IMayflyGrain
{
    private int calls;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        tally.Begin(this.GetPrimaryKeyString());
        await Task.Yield();
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await Task.Yield();
        tally.End(this.GetPrimaryKeyString());
    }

    public async Task Tally()
    {
        tally.Call();
        if (++calls == 7) DeactivateOnIdle();
        if (calls % 2 == 0) await Task.Yield();
    }
}
