using Microsoft.Extensions.DependencyInjection;

namespace Dhmad.Embedded.Tests;

public sealed class StoppingTests
{
    [Fact]
    public async Task Stopping_lets_requests_end_and_activations_deactivate()
    {
        await using var host = TestHost.Start();
        var grain = host.Grain<IProbeGrain>("g");
        var running = grain.Stop("door");
        await host.Stage.Reached("door");
        var waiting = grain.Note("waiting");
        var stopping = host.Grains.StopAsync(CancellationToken.None);
        Assert.False(stopping.IsCompleted);
        host.Stage.Open("door");

        await Task.WhenAll(stopping, running, waiting).WaitAsync(Stage.Patience);
        Assert.Equal(
            ["g activates", "door", "door passed", "waiting", "g deactivates: ShuttingDown"], host.Stage.Journal);
        Assert.Equal(0, host.Grains.ActivationCount);
    }

    [Fact]
    public async Task While_stopping_new_calls_are_refused_but_those_of_running_requests()
    {
        await using var host = TestHost.Start();
        var running = host.Grain<IRelayGrain>("r").StopThenCount("door", "other");
        await host.Stage.Reached("door");
        var stopping = host.Grains.StopAsync(CancellationToken.None);
        await Assert.ThrowsAsync<SiloUnavailableException>(() => host.Grain<IProbeGrain>("new").Count());
        host.Stage.Open("door");

        Assert.Equal(1, await running);
        await stopping.WaitAsync(Stage.Patience);
        Assert.Contains("other deactivates: ShuttingDown", host.Stage.Journal);
    }

    [Fact]
    public async Task Stopping_ends_within_its_limit_and_nobody_waits_for_ever()
    {
        await using var host = TestHost.Start(options => options.ResponseTimeout = TimeSpan.FromHours(1));
        var grain = host.Grain<IProbeGrain>("g");
        var running = grain.Stop("never opened");
        await host.Stage.Reached("never opened");
        var waiting = grain.Count();
        var stopping = host.Grains.StopAsync(CancellationToken.None);
        host.Time.Advance(TimeSpan.FromSeconds(19));
        Assert.False(stopping.IsCompleted);
        host.Time.Advance(TimeSpan.FromSeconds(1));

        await stopping.WaitAsync(Stage.Patience);
        await Assert.ThrowsAsync<SiloUnavailableException>(() => running);
        await Assert.ThrowsAsync<SiloUnavailableException>(() => waiting);
        Assert.Equal(0, host.Grains.ActivationCount);
    }

    [Fact]
    public async Task The_callers_token_ends_the_wait_sooner()
    {
        await using var host = TestHost.Start();
        using var source = new CancellationTokenSource();
        var running = host.Grain<IProbeGrain>("g").Stop("never opened");
        await host.Stage.Reached("never opened");
        var stopping = host.Grains.StopAsync(source.Token);
        await source.CancelAsync();
        await stopping.WaitAsync(Stage.Patience);
        await Assert.ThrowsAsync<SiloUnavailableException>(() => running);
    }

    [Fact]
    public async Task Before_the_start_and_after_the_stop_calls_are_refused()
    {
        await using var host = TestHost.Start();
        await host.Grain<IProbeGrain>("g").Count();
        await host.Grains.StopAsync(CancellationToken.None);
        Assert.False(host.Grains.IsRunning);
        await Assert.ThrowsAsync<SiloUnavailableException>(() => host.Grain<IProbeGrain>("g").Count());

        host.Grains.Start();
        Assert.True(host.Grains.IsRunning);
        Assert.Equal(1, await host.Grain<IProbeGrain>("g").Count());
    }

    [Fact]
    public async Task Thousands_of_idle_grains_leave_at_once()
    {
        await using var host = TestHost.Start();
        await Task.WhenAll(Enumerable.Range(0, 5000).Select(n => host.Grain<IProbeGrain>($"g{n}").Count()));
        await host.Grains.StopAsync(CancellationToken.None).WaitAsync(Stage.Patience);
        Assert.Equal(5000, host.Stage.Journal.Count(note => note.EndsWith("ShuttingDown", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_grain_that_injects_what_is_scoped_is_refused_at_the_start() =>
        Assert.Throws<InvalidOperationException>(() =>
            TestHost.Start(register: services => services.AddScoped<ScopedThing>()));
}

public sealed class ScopedThing;

public interface IRelayGrain : IGrainWithStringKey
{
    Task<int> StopThenCount(string door, string other);
}

public sealed class RelayGrain(Stage stage, IServiceProvider services) : Grain, IRelayGrain
{
    public async Task<int> StopThenCount(string door, string other)
    {
        Assert.Same(services.GetRequiredService<IGrainFactory>(), GrainFactory);
        await stage.Stop(door);
        return await GrainFactory.GetGrain<IProbeGrain>(other).Count();
    }
}

public interface IScopeGrain : IGrainWithStringKey
{
    Task Nothing();
}

public sealed class ScopeGrain(ScopedThing thing) : Grain, IScopeGrain
{
    public Task Nothing() => Task.FromResult(thing);
}
