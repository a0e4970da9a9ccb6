namespace Dhmad.Embedded.Tests;

public sealed class ActivationTests
{
    [Fact]
    public async Task A_grain_is_made_by_its_first_call_and_kept()
    {
        await using var host = TestHost.Start();
        Assert.Equal(0, host.Grains.ActivationCount);

        Assert.Equal(1, await host.Grain<IProbeGrain>("one").Count());
        Assert.Equal(2, await host.Grain<IProbeGrain>("one").Count());

        Assert.Equal(1, host.Grains.ActivationCount);
        Assert.Equal(["one activates"], host.Stage.Journal);
    }

    [Fact]
    public async Task Many_callers_at_once_share_one_activation()
    {
        await using var host = TestHost.Start();
        var counts = await Task.WhenAll(Enumerable.Range(0, 500).Select(_ =>
            Task.Run(() => host.Grain<IProbeGrain>("shared").Count())));

        Assert.Equal(Enumerable.Range(1, 500), counts.Order());
        Assert.Equal(["shared activates"], host.Stage.Journal);
    }

    [Fact]
    public async Task Grains_with_other_keys_are_other_grains()
    {
        await using var host = TestHost.Start();
        Assert.Equal("a b/ç+1", await host.Grain<IProbeGrain>("a b/ç+1").Key());
        Assert.Equal("A", await host.Grain<IProbeGrain>("A").Key());
        Assert.Equal("a", await host.Grain<IProbeGrain>("a").Key());
        Assert.Equal(3, host.Grains.ActivationCount);
    }

    [Fact]
    public async Task Requests_wait_until_the_grain_is_activated()
    {
        await using var host = TestHost.Start();
        var first = host.Grain<ISlowStartGrain>("slow").Ask();
        await host.Stage.Reached("activating");
        var second = host.Grain<ISlowStartGrain>("slow").AskInterleaving();
        Assert.False(first.IsCompleted || second.IsCompleted);

        host.Stage.Open("activating");
        await Task.WhenAll(first, second).WaitAsync(Stage.Patience);
        Assert.Equal("activated", host.Stage.Journal[1]);
    }

    [Fact]
    public async Task A_failed_activation_reaches_everyone_who_waits_and_leaves_nothing()
    {
        await using var host = TestHost.Start();
        var first = host.Grain<ISlowStartGrain>("bad").Ask();
        await host.Stage.Reached("activating");
        var second = host.Grain<ISlowStartGrain>("bad").AskInterleaving();
        host.Stage.Open("activating");

        Assert.Equal("bad start", (await Assert.ThrowsAsync<FormatException>(() => first)).Message);
        Assert.Equal("bad start", (await Assert.ThrowsAsync<FormatException>(() => second)).Message);
        Assert.Equal(0, host.Grains.ActivationCount);
        Assert.DoesNotContain("deactivated", host.Stage.Journal);
    }

    [Fact]
    public async Task After_a_failed_activation_the_next_call_makes_a_new_one()
    {
        await using var host = TestHost.Start();
        host.Stage.Open("activating");
        await Assert.ThrowsAsync<FormatException>(() => host.Grain<ISlowStartGrain>("bad once").Ask());
        Assert.Equal("healed", await host.Grain<ISlowStartGrain>("bad once").Ask());
    }

    [Fact]
    public async Task An_exception_of_the_constructor_reaches_the_caller()
    {
        await using var host = TestHost.Start();
        await Assert.ThrowsAsync<NotSupportedException>(() => host.Grain<IUnmakeableGrain>("x").Ask());
        Assert.Equal(0, host.Grains.ActivationCount);
    }

    [Fact]
    public async Task Leaving_ends_the_activation_and_the_next_call_makes_a_new_one()
    {
        await using var host = TestHost.Start();
        var grain = host.Grain<IProbeGrain>("g");
        await grain.Count();
        await grain.Leave();
        Assert.Equal(1, await grain.Count());
        Assert.Equal(["g activates", "g deactivates: ApplicationRequested", "g activates"], host.Stage.Journal);
    }

    [Fact]
    public async Task Requests_behind_a_leaving_one_run_on_a_new_activation_in_order()
    {
        await using var host = TestHost.Start();
        var grain = host.Grain<IProbeGrain>("g");
        var stopped = grain.Stop("door");
        await host.Stage.Reached("door");
        var leaving = grain.Leave();
        var after = Enumerable.Range(0, 100).Select(_ => grain.Count()).ToArray();
        host.Stage.Open("door");

        await Task.WhenAll(stopped, leaving);
        Assert.Equal(Enumerable.Range(1, 100), await Task.WhenAll(after));
        Assert.Equal(2, host.Stage.Journal.Count(note => note == "g activates"));
    }

    [Fact]
    public async Task A_leaving_activation_first_ends_what_runs_beside()
    {
        await using var host = TestHost.Start();
        var grain = host.Grain<IProbeGrain>("g");
        var beside = grain.StopInterleaving("beside");
        await host.Stage.Reached("beside");
        await grain.Leave();
        var next = grain.NoteInterleaving("next");
        host.Stage.Open("beside");

        await Task.WhenAll(beside, next).WaitAsync(Stage.Patience);
        Assert.Equal(
            ["g activates", "beside", "beside passed", "g deactivates: ApplicationRequested", "g activates", "next"],
            host.Stage.Journal);
    }

    [Fact]
    public async Task One_that_asks_to_leave_while_it_activates_serves_who_woke_it()
    {
        await using var host = TestHost.Start();
        Assert.Equal("served", await host.Grain<IFleetingGrain>("f").Ask().WaitAsync(Stage.Patience));
        await host.Grains.DownTo(0);
    }

    [Fact]
    public async Task No_call_is_lost_and_no_two_activations_live_while_grains_come_and_go()
    {
        const int Callers = 8;
        const int Calls = 1500;
        await using var host = TestHost.Start();
        var callers = Enumerable.Range(0, Callers).Select(caller => Task.Run(async () =>
        {
            for (var call = 0; call < Calls; call++)
                await host.Grain<IMayflyGrain>($"m{(caller + call) % 3}").Tally();
        }));
        await Task.WhenAll(callers).WaitAsync(Stage.Patience * 3);
        Assert.Equal(Callers * Calls, host.Tally.Calls);
        Assert.Equal(1, host.Tally.MostAlive);
        Assert.True(host.Tally.Activations > Callers * Calls / 20, $"{host.Tally.Activations} activations");
    }

    [Fact]
    public async Task A_grain_that_is_disposable_is_disposed_when_it_ends()
    {
        await using var host = TestHost.Start();
        await host.Grain<IDisposableGrain>("d").Leave();
        await host.Stage.Reached("disposed");
    }

    [Fact]
    public async Task A_grain_that_cannot_be_activated_in_time_is_given_up()
    {
        await using var host = TestHost.Start();
        var call = host.Grain<ISlowStartGrain>("slow").Ask();
        await host.Stage.Reached("activating");
        host.Time.Advance(TimeSpan.FromSeconds(32));
        Assert.True(call.IsFaulted);
        await Assert.ThrowsAsync<TimeoutException>(() => call);
        await host.Stage.Reached("activation cancelled");
        Assert.Equal(0, host.Grains.ActivationCount);
    }
}
