using Dhmad.Storage.Postgres.Active;
using Dhmad.Testing;

namespace Dhmad.Storage.Tests.Postgres;

/// <summary>When nothing heard means that nobody is there.</summary>
public sealed class SilenceWatchTests
{
    private readonly ManualTime time = new();
    private readonly SilenceWatch watch;

    public SilenceWatchTests() =>
        watch = new SilenceWatch(TimeSpan.FromMilliseconds(800), TimeSpan.FromMilliseconds(400), time);

    [Fact]
    public void The_same_sign_for_long_enough_is_silence()
    {
        Assert.False(After(0, "a"));
        for (var look = 1; look < 8; look++) Assert.False(After(100, "a"));
        Assert.True(After(100, "a"));
        Assert.False(After(100, "b"));
    }

    [Fact]
    public void Every_new_sign_begins_anew()
    {
        for (var look = 0; look < 100; look++) Assert.False(After(390, $"{look / 2}"));
    }

    [Fact]
    public void Who_stood_still_himself_heard_nothing()
    {
        Assert.False(After(0, "a"));
        for (var look = 0; look < 20; look++) Assert.False(After(401, "a"));
        for (var look = 0; look < 2; look++) Assert.False(After(399, "a"));
        Assert.True(After(2, "a"));
    }

    [Fact]
    public void A_sign_that_is_not_shown_is_no_silence()
    {
        for (var look = 0; look < 20; look++) Assert.False(After(100, null));
    }

    private bool After(int milliseconds, string? sign)
    {
        time.Jump(TimeSpan.FromMilliseconds(milliseconds));
        return watch.IsSilent(sign);
    }
}
