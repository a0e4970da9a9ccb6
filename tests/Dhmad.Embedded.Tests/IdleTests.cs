namespace Dhmad.Embedded.Tests;

public sealed class IdleTests
{
    [Fact]
    public async Task An_activation_unused_for_a_quarter_of_an_hour_leaves()
    {
        await using var host = TestHost.Start();
        await host.Grain<IProbeGrain>("g").Count();
        await host.Grains.Settled();
        host.Time.Advance(TimeSpan.FromMinutes(15));
        Assert.Equal(1, host.Grains.ActivationCount);
        host.Time.Advance(TimeSpan.FromSeconds(1));
        await host.Stage.Reached("g deactivates: ActivationIdle");
        await host.Grains.DownTo(0);
        Assert.Equal(1, await host.Grain<IProbeGrain>("g").Count());
    }

    [Fact]
    public async Task Use_keeps_an_activation()
    {
        await using var host = TestHost.Start();
        for (var hour = 0; hour < 6; hour++)
        {
            Assert.Equal(hour + 1, await host.Grain<IProbeGrain>("g").Count());
            await host.Grains.Settled();
            host.Time.Advance(TimeSpan.FromMinutes(10));
        }
    }

    [Fact]
    public async Task An_activation_with_a_running_request_is_not_idle()
    {
        await using var host = TestHost.Start();
        var grain = host.Grain<IProbeGrain>("g");
        _ = grain.Stop("door").ContinueWith(_ => { }, TaskScheduler.Default);
        await host.Stage.Reached("door");
        host.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(1, host.Grains.ActivationCount);

        host.Stage.Open("door");
        await host.Stage.Reached("door passed");
        await grain.Count();
        await host.Grains.Settled();
        host.Time.Advance(TimeSpan.FromMinutes(15));
        Assert.Equal(1, host.Grains.ActivationCount);
    }

    [Fact]
    public async Task A_class_can_have_an_age_of_its_own_or_stay()
    {
        await using var host = TestHost.Start();
        await host.Grain<IShortLivedGrain>("short").Nothing();
        await host.Grain<IStayingGrain>("stays").Nothing();
        await host.Grains.Settled();
        host.Time.Advance(TimeSpan.FromSeconds(121));
        await host.Grains.DownTo(1);
        host.Time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(1, host.Grains.ActivationCount);
    }

    [Fact]
    public async Task A_grain_can_put_off_leaving_and_take_that_back()
    {
        await using var host = TestHost.Start();
        await host.Grain<IStayingGrain>("x").Nothing();
        await host.Grain<IPatientGrain>("p").Delay(TimeSpan.FromHours(1));
        await host.Grains.Settled();
        host.Time.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal(2, host.Grains.ActivationCount);
        await host.Grain<IPatientGrain>("p").Delay(TimeSpan.Zero);
        await host.Grains.Settled();
        host.Time.Advance(TimeSpan.FromMinutes(16));
        await host.Grains.DownTo(1);
    }

    [Fact]
    public void An_age_below_a_minute_is_refused() =>
        Assert.Throws<InvalidOperationException>(() =>
            TestHost.Start(options => options.CollectionAge = TimeSpan.FromSeconds(59)));
}

public interface IShortLivedGrain : IGrainWithStringKey
{
    Task Nothing();
}

[CollectionAgeLimit(Minutes = 2)]
public sealed class ShortLivedGrain : Grain, IShortLivedGrain
{
    public Task Nothing() => Task.CompletedTask;
}

public interface IStayingGrain : IGrainWithStringKey
{
    Task Nothing();
}

[KeepAlive]
public sealed class StayingGrain : Grain, IStayingGrain
{
    public Task Nothing() => Task.CompletedTask;
}

public interface IPatientGrain : IGrainWithStringKey
{
    Task Delay(TimeSpan atLeast);
}

public sealed class PatientGrain : Grain, IPatientGrain
{
    public Task Delay(TimeSpan atLeast)
    {
        DelayDeactivation(atLeast);
        return Task.CompletedTask;
    }
}
