using Orleans.Concurrency;

namespace Dhmad.Embedded.Tests;

/// <summary>A grain that does as told and notes what it does.</summary>
public interface IProbeGrain : IGrainWithStringKey
{
    Task<string> Key();

    /// <summary>A number that is one more with every call of this activation.</summary>
    Task<int> Count();

    /// <summary>Notes the door, waits until it opens, notes that it went through.</summary>
    Task Stop(string door);

    /// <summary>As <see cref="Stop"/>, beside all others.</summary>
    [AlwaysInterleave]
    Task StopInterleaving(string door);

    /// <summary>As <see cref="Stop"/>, beside other readers.</summary>
    [ReadOnly]
    Task StopReading(string door);

    /// <summary>Notes a word at once.</summary>
    Task Note(string word);

    /// <summary>Notes a word at once, beside all others.</summary>
    [AlwaysInterleave]
    Task NoteInterleaving(string word);

    /// <summary>Ends the activation after this request.</summary>
    Task Leave();
}

public sealed class ProbeGrain(Stage stage) : Grain, IProbeGrain
{
    private int count;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        stage.Note($"{this.GetPrimaryKeyString()} activates");
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        stage.Note($"{this.GetPrimaryKeyString()} deactivates: {reason.ReasonCode}");
        return Task.CompletedTask;
    }

    public Task<string> Key() => Task.FromResult(this.GetPrimaryKeyString());

    public Task<int> Count() => Task.FromResult(++count);

    public async Task Stop(string door)
    {
        await stage.Stop(door);
        stage.Note($"{door} passed");
    }

    public Task StopInterleaving(string door) => Stop(door);

    public Task StopReading(string door) => Stop(door);

    public Task Note(string word)
    {
        stage.Note(word);
        return Task.CompletedTask;
    }

    public Task NoteInterleaving(string word) => Note(word);

    public Task Leave()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }
}
