using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Storage;

namespace Dhmad.Embedded.Tests;

/// <summary>Keys of grains name people or open what they name: logs and exceptions tell the grain's type alone.</summary>
public sealed class SecrecyTests : IAsyncLifetime
{
    private const string Key = "planted-key";

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan PastTheLimit = TimeSpan.FromSeconds(32);

    private readonly LogRecorder log = new();
    private readonly InMemoryStates states = new();
    private readonly TestHost host;

    public SecrecyTests() => host = TestHost.Start(register: services => services
        .AddSingleton<ILoggerProvider>(log)
        .AddSingleton<IGrainStateTable>(states)
        .AddSingleton<IReminderTable>(new InMemoryReminders()));

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await host.DisposeAsync();

    [Fact]
    public async Task A_failing_timer()
    {
        await host.Grain<ITimerGrain>(Key).StartFailing("tick", Minute);
        host.Time.Advance(Minute);
        await Told("A timer of a grain of type timer failed");
    }

    [Fact]
    public async Task A_failing_reminder()
    {
        await host.Grain<IAlarmGrain>(Key).Set("fails", Minute, Minute);
        host.Time.Advance(Minute);
        await Told("Reminder fails of a grain of type alarm failed");
    }

    [Fact]
    public async Task A_reminder_that_was_changed_meanwhile()
    {
        var alarm = host.Grain<IAlarmGrain>(Key);
        await alarm.Set("r", Minute, Minute);
        Silent(await Assert.ThrowsAsync<ReminderException>(() => alarm.RemoveStale("r")), "of type alarm");
    }

    [Fact]
    public async Task A_call_that_takes_too_long()
    {
        var call = host.Grain<IProbeGrain>(Key).Stop("door");
        await host.Stage.Reached("door");
        host.Time.Advance(PastTheLimit);
        Silent(await Assert.ThrowsAsync<TimeoutException>(() => call), "IProbeGrain.Stop on a grain of type probe");
        await Told("IProbeGrain.Stop on a grain of type probe got no answer in time");
        host.Stage.Open("door");
    }

    [Fact]
    public async Task A_failed_activation()
    {
        var unmade = host.Grain<IUnmakeableGrain>(Key);
        Silent(await Assert.ThrowsAsync<NotSupportedException>(unmade.Ask), "cannot be made");
        await Told("A grain of type unmakeable could not be activated");
    }

    [Fact]
    public async Task A_stuck_activation()
    {
        var call = host.Grain<ISlowStartGrain>(Key).Ask();
        await host.Stage.Reached("activating");
        host.Time.Advance(PastTheLimit);
        Silent(await Assert.ThrowsAsync<TimeoutException>(() => call), "a grain of type slowstart");
        await Told("A grain of type slowstart is stuck");
        host.Stage.Open("activating");
    }

    [Fact]
    public async Task An_exception_that_nobody_awaits()
    {
        await host.Grain<ITurnGrain>(Key).ThrowOutOfAsyncVoid();
        await Told("escaped from a grain of type turn");
    }

    [Fact]
    public async Task State_that_another_changed()
    {
        var grain = host.Grain<ISettingsGrain>(Key);
        await grain.Show();
        await states.WriteAsync("settings-main", Key, "{}", null, CancellationToken.None);
        Silent(await Assert.ThrowsAsync<InconsistentStateException>(() => grain.Paint("red")), "of type settings");
    }

    [Fact]
    public void What_is_no_grain_id_and_a_grain_that_is_not_what_is_asked()
    {
        Silent(Assert.Throws<ArgumentException>(() => GrainId.Parse(Key)), "type/key");
        var other = GrainId.Create("probe", Key);
        Silent(Assert.Throws<ArgumentException>(() => host.Grains.GetGrain<ITimerGrain>(other)), "of type probe");
    }

    private static void Silent(Exception failure, string told)
    {
        Assert.Contains(told, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Key, failure.ToString(), StringComparison.Ordinal);
    }

    private async Task Told(string part)
    {
        await Eventually.Until(() => log.Lines.Any(line => line.Contains(part, StringComparison.Ordinal)));
        Assert.DoesNotContain(log.Lines, line => line.Contains(Key, StringComparison.Ordinal));
    }
}
