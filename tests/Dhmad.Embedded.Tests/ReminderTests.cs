using Microsoft.Extensions.DependencyInjection;

namespace Dhmad.Embedded.Tests;

public sealed class ReminderTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private readonly InMemoryReminders table = new();

    [Fact]
    public async Task A_reminder_comes_at_its_time_and_then_every_period()
    {
        await using var host = Start();
        var begin = host.Time.GetUtcNow();
        await Alarm(host, "g").Set("r", TimeSpan.FromMinutes(3), Minute);
        host.Time.Advance(TimeSpan.FromMinutes(3) - TimeSpan.FromMilliseconds(1));
        Assert.DoesNotContain("r 1", host.Stage.Journal);
        host.Time.Advance(TimeSpan.FromMilliseconds(1));
        await host.Stage.Reached("r 1");
        Assert.Equal((begin + TimeSpan.FromMinutes(3)).UtcDateTime, await Alarm(host, "g").LastTick());
        await Rearmed(host);
        host.Time.Advance(Minute);
        await host.Stage.Reached("r 2");
    }

    [Fact]
    public async Task A_reminder_that_is_due_now_comes_now()
    {
        await using var host = Start();
        await Alarm(host, "g").Set("r", TimeSpan.Zero, Minute);
        host.Time.Advance(TimeSpan.Zero);
        await host.Stage.Reached("r 1");
    }

    [Fact]
    public async Task A_reminder_far_ahead_is_read_from_the_table_in_time()
    {
        await using var host = Start();
        await Alarm(host, "g").Set("r", TimeSpan.FromDays(7), Minute);
        await AdvanceSlowly(host, TimeSpan.FromDays(7) - Minute);
        Assert.DoesNotContain("r 1", host.Stage.Journal);
        await AdvanceSlowly(host, Minute);
        await host.Stage.Reached("r 1");
    }

    [Fact]
    public async Task A_reminder_that_fell_due_while_the_machine_slept_comes_late()
    {
        await using var host = Start();
        await Alarm(host, "g").Set("near", TimeSpan.FromMinutes(5), Minute);
        await Alarm(host, "g").Set("far", TimeSpan.FromDays(3), Minute);
        host.Time.Jump(TimeSpan.FromDays(7));
        await host.Stage.Reached("near 1");
        await host.Stage.Reached("far 1");
    }

    [Fact]
    public async Task A_reminder_wakes_a_grain_that_has_left()
    {
        await using var host = Start();
        await Alarm(host, "g").Set("r", TimeSpan.FromMinutes(2), Minute);
        await Alarm(host, "g").Leave();
        await host.Grains.DownTo(0);
        host.Time.Advance(TimeSpan.FromMinutes(2));
        await host.Stage.Reached("r 1");
        Assert.Equal(1, host.Grains.ActivationCount);
    }

    [Fact]
    public async Task A_reminder_survives_the_process()
    {
        await using (var first = Start()) await Alarm(first, "g").Set("r", TimeSpan.FromMinutes(4), Minute);
        await using var second = Start();
        await Eventually.Until(() => table.Reads >= 2);
        second.Time.Advance(TimeSpan.FromMinutes(4));
        await second.Stage.Reached("r 1");
    }

    [Fact]
    public async Task A_tick_missed_while_no_process_ran_is_left_out_and_the_next_comes()
    {
        var period = TimeSpan.FromMinutes(10);
        await using (var first = Start()) await Alarm(first, "g").Set("r", TimeSpan.FromMinutes(2), period);
        await using var second = Start(time => time.Advance(TimeSpan.FromMinutes(7)));
        var begin = second.Time.GetUtcNow();
        await AdvanceSlowly(second, TimeSpan.FromMinutes(5) - TimeSpan.FromMilliseconds(1));
        Assert.DoesNotContain("r 1", second.Stage.Journal);
        second.Time.Advance(TimeSpan.FromMilliseconds(1));
        await second.Stage.Reached("r 1");
        Assert.Equal((begin + TimeSpan.FromMinutes(5)).UtcDateTime, await Alarm(second, "g").LastTick());
    }

    [Fact]
    public async Task A_long_period_comes_once_each_and_not_with_every_reading()
    {
        await using var host = Start();
        await Alarm(host, "g").Set("r", Minute, TimeSpan.FromHours(1));
        for (var hour = 1; hour <= 3; hour++)
        {
            await AdvanceSlowly(host, TimeSpan.FromHours(1));
            await host.Stage.Reached($"r {hour}");
        }

        Assert.Equal(3, host.Stage.Journal.Count(note => note.StartsWith('r')));
    }

    [Fact]
    public async Task Setting_a_reminder_again_replaces_it()
    {
        await using var host = Start();
        await Alarm(host, "g").Set("r", TimeSpan.FromMinutes(2), Minute);
        await Alarm(host, "g").Set("r", TimeSpan.FromMinutes(6), Minute);
        host.Time.Advance(TimeSpan.FromMinutes(5));
        await Rearmed(host);
        Assert.DoesNotContain("r 1", host.Stage.Journal);
        host.Time.Advance(Minute);
        await host.Stage.Reached("r 1");
        Assert.Single(await Alarm(host, "g").Names());
    }

    [Fact]
    public async Task A_reminder_that_is_removed_comes_no_more()
    {
        await using var host = Start();
        await Alarm(host, "g").Set("r", TimeSpan.FromMinutes(2), Minute);
        Assert.Equal("removed", await Alarm(host, "g").Remove("r"));
        host.Time.Advance(TimeSpan.FromMinutes(30));
        await Rearmed(host);
        Assert.DoesNotContain("r 1", host.Stage.Journal);
        Assert.Empty(await Alarm(host, "g").Names());
        Assert.Equal("none", await Alarm(host, "g").Remove("r"));
    }

    [Fact]
    public async Task A_reminder_removed_behind_the_hosts_back_comes_no_more()
    {
        await using var host = Start();
        await Alarm(host, "g").Set("r", TimeSpan.FromMinutes(2), Minute);
        var row = Assert.Single(await table.ReadOfGrainAsync("alarm/g", CancellationToken.None));
        Assert.True(await table.DeleteAsync(row.GrainId, row.Name, row.Version, CancellationToken.None));
        host.Time.Advance(TimeSpan.FromMinutes(30));
        await Rearmed(host);
        Assert.DoesNotContain("r 1", host.Stage.Journal);
    }

    [Fact]
    public async Task Removing_a_reminder_changed_since_it_was_read_is_refused()
    {
        await using var host = Start();
        await Alarm(host, "g").Set("r", TimeSpan.FromMinutes(2), Minute);
        await Assert.ThrowsAsync<ReminderException>(() => Alarm(host, "g").RemoveStale("r"));
        Assert.Single(await Alarm(host, "g").Names());
    }

    [Fact]
    public async Task A_failing_tick_is_followed_by_the_next_periods()
    {
        await using var host = Start();
        await Alarm(host, "g").Set("fails", Minute, Minute);
        host.Time.Advance(Minute);
        await host.Stage.Reached("fails 1");
        await Rearmed(host);
        host.Time.Advance(Minute);
        await host.Stage.Reached("fails 2");
    }

    [Fact]
    public async Task Ticks_of_one_reminder_never_overlap()
    {
        await using var host = Start();
        await Alarm(host, "g").Set("stops", Minute, Minute);
        host.Time.Advance(Minute);
        await host.Stage.Reached("stops 1");
        host.Time.Advance(TimeSpan.FromSeconds(20));
        Assert.DoesNotContain("stops 2", host.Stage.Journal);
        host.Stage.Open("stops 1");
        await Rearmed(host);
        host.Time.Advance(TimeSpan.FromSeconds(40));
        await host.Stage.Reached("stops 2");
        host.Stage.Open("stops 2");
    }

    [Fact]
    public async Task Many_reminders_due_at_once_all_come()
    {
        const int Count = 1200;
        await using (var first = Start())
        {
            for (var n = 0; n < Count; n++) await Alarm(first, $"g{n}").Set("r", TimeSpan.FromMinutes(4), Minute);
        }

        await using var second = Start();
        await Rearmed(second);
        second.Time.Advance(TimeSpan.FromMinutes(4));
        await Eventually.Until(() => second.Stage.Journal.Count(note => note == "r 1") == Count);
    }

    [Fact]
    public async Task A_table_that_failed_is_read_again_soon()
    {
        await using (var first = Start()) await Alarm(first, "g").Set("r", TimeSpan.FromMinutes(1), Minute);
        table.FailsWith = new FormatException("the table is away");
        await using var second = Start();
        await Eventually.Until(() => table.Reads >= 2);
        table.FailsWith = null;
        await AdvanceSlowly(second, TimeSpan.FromSeconds(10));
        second.Time.Advance(TimeSpan.FromSeconds(50));
        await second.Stage.Reached("r 1");
    }

    [Fact]
    public async Task What_no_reminder_can_be_is_refused()
    {
        await using var host = Start();
        var grain = Alarm(host, "g");
        await Assert.ThrowsAsync<ArgumentException>(() => grain.Set("r", Minute, Minute - TimeSpan.FromTicks(1)));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => grain.Set("r", -Minute, Minute));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => grain.Set("r", Timeout.InfiniteTimeSpan, Minute));
        await Assert.ThrowsAsync<ArgumentException>(() => grain.Set(" ", Minute, Minute));
        Assert.Empty(await grain.Names());
    }

    private TestHost Start(Action<ManualTime>? before = null) =>
        TestHost.Start(
            options => options.CollectionAge = TimeSpan.FromDays(30),
            services => services.AddSingleton<IReminderTable>(table),
            before);

    private static IAlarmGrain Alarm(TestHost host, string key) => host.Grain<IAlarmGrain>(key);

    // Time moves on only when what the last step began has come to rest.
    private static async Task AdvanceSlowly(TestHost host, TimeSpan by)
    {
        var step = TimeSpan.FromMinutes(1);
        for (; by > TimeSpan.Zero; by -= step)
        {
            host.Time.Advance(by < step ? by : step);
            await Rearmed(host);
        }
    }

    private static Task Rearmed(TestHost host) => host.Grains.Settled();
}
