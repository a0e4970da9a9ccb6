namespace Dhmad.Embedded.Tests;

public interface IAlarmGrain : IGrainWithStringKey
{
    Task Set(string name, TimeSpan dueTime, TimeSpan period);

    Task<string> Remove(string name);

    /// <summary>Reads the reminder, sets it anew, and removes it as it was read.</summary>
    Task RemoveStale(string name);

    Task<string[]> Names();

    Task<DateTime> LastTick();

    Task Leave();
}

/// <summary>Notes the ticks of its reminders; "fails" fails then, and "stops" stops there.</summary>
[GrainType("alarm")]
public sealed class AlarmGrain(Stage stage) : Grain, IAlarmGrain, IRemindable
{
    private DateTime lastTick;
    private readonly Dictionary<string, int> ticks = [];

    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        lastTick = status.CurrentTickTime;
        var note = $"{reminderName} {ticks[reminderName] = ticks.GetValueOrDefault(reminderName) + 1}";
        if (reminderName == "stops") await stage.Stop(note);
        else stage.Note(note);
        if (reminderName == "fails") throw new FormatException("a reminder failed");
    }

    public Task Set(string name, TimeSpan dueTime, TimeSpan period) =>
        this.RegisterOrUpdateReminder(name, dueTime, period);

    public async Task<string> Remove(string name)
    {
        if (await this.GetReminder(name) is not { } reminder) return "none";
        await this.UnregisterReminder(reminder);
        return "removed";
    }

    public async Task RemoveStale(string name)
    {
        var reminder = await this.GetReminder(name);
        await Set(name, TimeSpan.FromHours(1), TimeSpan.FromHours(1));
        await this.UnregisterReminder(reminder!);
    }

    public async Task<string[]> Names() => [.. (await this.GetReminders()).Select(reminder => reminder.ReminderName)];

    public Task<DateTime> LastTick() => Task.FromResult(lastTick);

    public Task Leave()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }
}
