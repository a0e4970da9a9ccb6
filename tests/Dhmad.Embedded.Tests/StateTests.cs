using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;

namespace Dhmad.Embedded.Tests;

public sealed class StateTests
{
    private readonly InMemoryStates table = new();

    [Fact]
    public async Task State_that_was_never_written_is_new()
    {
        await using var host = Start();
        Assert.Equal(("grey", null, false), await host.Grain<ISettingsGrain>("s").Show());
    }

    [Fact]
    public async Task Written_state_survives_the_activation_and_the_process()
    {
        await using (var first = Start()) await first.Grain<ISettingsGrain>("s").Paint("red");
        await using var second = Start();
        Assert.Equal(("red", "1", true), await second.Grain<ISettingsGrain>("s").Show());
        Assert.Equal(["activates red"], second.Stage.Journal);
        Assert.Equal("""{"Colour":"red","Sizes":[]}""", table.Row("settings-main", "s")!.Json);
    }

    [Fact]
    public async Task Each_state_of_a_grain_has_its_own_row()
    {
        await using var host = Start();
        await host.Grain<ISettingsGrain>("s").Paint("red");
        Assert.Null(await host.Grain<ISettingsGrain>("s").Second());
    }

    [Fact]
    public async Task Cleared_state_is_new_and_its_versions_go_on()
    {
        await using var host = Start();
        var grain = host.Grain<ISettingsGrain>("s");
        await grain.Paint("red");
        await grain.Paint("blue");
        await grain.Clear();
        Assert.Equal(("grey", "3", false), await grain.Show());
        await grain.Reread();
        Assert.Equal(("grey", "3", false), await grain.Show());
        await grain.Paint("green");
        Assert.Equal(("green", "4", true), await grain.Show());
    }

    [Fact]
    public async Task Clearing_what_was_never_written_changes_nothing()
    {
        await using var host = Start();
        await host.Grain<ISettingsGrain>("s").Clear();
        Assert.Null(table.Row("settings-main", "s"));
    }

    [Fact]
    public async Task A_conflict_reaches_the_caller_and_the_next_call_reads_again()
    {
        await using var host = Start();
        var grain = host.Grain<ISettingsGrain>("s");
        await grain.Show();
        await ChangeBehindItsBack();

        var conflict = await Assert.ThrowsAsync<InconsistentStateException>(() => grain.Paint("red"));
        Assert.Null(conflict.CurrentEtag);
        Assert.Equal(("black", "1", true), await grain.Show());
        Assert.Equal(["activates grey", "activates black"], host.Stage.Journal);
    }

    [Fact]
    public async Task A_conflict_that_the_grain_deals_with_does_not_end_it()
    {
        await using var host = Start();
        var grain = host.Grain<ISettingsGrain>("s");
        await grain.Show();
        await ChangeBehindItsBack();
        await grain.PaintInVain("red");
        await grain.Reread();
        Assert.Equal(("black", "1", true), await grain.Show());
        Assert.Equal(["activates grey", "in vain"], host.Stage.Journal);
    }

    [Fact]
    public async Task A_failed_write_keeps_the_version_and_the_unsaved_value()
    {
        await using var host = Start();
        var grain = host.Grain<ISettingsGrain>("s");
        await grain.Paint("red");
        table.FailsWith = new FormatException("the disk is full");
        var failure = await Assert.ThrowsAsync<OrleansException>(() => grain.Paint("blue"));
        Assert.Same(table.FailsWith, failure.InnerException);
        Assert.Equal(("blue", "1", true), await grain.Show());

        table.FailsWith = null;
        await grain.Paint("green");
        Assert.Equal(("green", "2", true), await grain.Show());
    }

    [Fact]
    public async Task Writes_of_one_activation_run_one_after_another()
    {
        await using var host = Start();
        var door = new TaskCompletionSource();
        table.WritesWaitFor = door.Task;
        var writing = host.Grain<ISettingsGrain>("s").PaintTwiceAtOnce("red", "blue");
        await Eventually.Until(() => table.Writing > 0);
        door.SetResult();
        await writing;
        Assert.Equal(1, table.MostWriting);
        Assert.Equal(("blue", "2", true), await host.Grain<ISettingsGrain>("s").Show());
    }

    [Fact]
    public async Task A_grain_with_state_needs_a_table_to_keep_it()
    {
        await using var host = TestHost.Start();
        await Assert.ThrowsAsync<InvalidOperationException>(() => host.Grain<ISettingsGrain>("s").Show());
    }

    private TestHost Start() => TestHost.Start(register: services => services.AddSingleton<IGrainStateTable>(table));

    private Task<long?> ChangeBehindItsBack() =>
        table.WriteAsync("settings-main", "s", """{"Colour":"black"}""", null, CancellationToken.None);
}
