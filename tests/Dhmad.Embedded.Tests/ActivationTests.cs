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
}
