namespace Dhmad.Embedded;

/// <summary>A tick of a grain timer, waiting for its turn like any request.</summary>
internal sealed class TimerTick(GrainTimer timer) : Request
{
    public override bool IsAnswered => timer.IsStopped;

    public override bool CountsAsUse => timer.KeepsAlive;

    public override bool OutlivesActivation => false;

    public override string ToString() => $"A timer of a grain of type {timer.Grain}";

    public override Task Invoke(object grain) => timer.Tick();

    public override bool Finish(Task ended)
    {
        timer.Rearm();
        return ended.IsCompletedSuccessfully;
    }

    public override void Fail(Exception reason) => timer.Rearm();
}
