using Dhmad.Grains.Accounts;

namespace Dhmad.Grains.Tests.Accounts;

public sealed class RateLimitGrainTests : AccountsTest
{
    [Fact]
    public async Task A_bucket_lets_as_many_pass_as_its_limit_and_the_next_after_a_minute()
    {
        var bucket = Grains.RateLimit("key_1");
        for (var i = 0; i < 3; i++) Assert.True((await bucket.Count(3)).Passed);
        var refused = await bucket.Count(3);
        Assert.Equal((false, 0, 60, Now.AddSeconds(60)), (refused.Passed, refused.Remaining, refused.RetryAfterSeconds, refused.Reset));
        Assert.Equal(3, (await Grains.RateLimit("key_2").Look(3)).Remaining);

        Cluster.Time.Jump(TimeSpan.FromSeconds(60));
        Assert.True((await bucket.Count(3)).Passed);
    }

    [Fact]
    public async Task Of_many_at_once_exactly_the_limit_passes()
    {
        var verdicts = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Grains.RateLimit("key_1").Count(50)));
        Assert.Equal(50, verdicts.Count(verdict => verdict.Passed));
    }
}
