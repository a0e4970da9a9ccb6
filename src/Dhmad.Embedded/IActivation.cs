namespace Dhmad.Embedded;

/// <summary>What the Orleans types ask of an activation of this host.</summary>
internal interface IActivation : IGrainContext
{
    IGrainFactory GrainFactory { get; }

    IReminders Reminders { get; }

    IGrainTimer RegisterTimer(Func<CancellationToken, Task> callback, GrainTimerCreationOptions options);

    void DelayDeactivation(TimeSpan atLeast);
}
