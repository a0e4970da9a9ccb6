using Dhmad.Storage;
using Dhmad.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dhmad.Grains.Tests;

public sealed class OldKeysTests() : ClusterTest(new ClusterPlan())
{
    [Fact]
    public async Task Keys_are_removed_after_their_day_and_not_before()
    {
        var keys = Cluster.Get<IdempotencyStore>();
        var old = new OldKeys(keys, Cluster.Time, NullLogger<OldKeys>.Instance);
        await keys.ClaimAsync("key", "a", "request", Cluster.Time.GetUtcNow(), CancellationToken.None);
        Cluster.Time.Jump(IdempotencyStore.Kept);
        Assert.Equal(0, await old.DeleteAsync(CancellationToken.None));
        Cluster.Time.Jump(IdempotencyStore.ClaimLifetime);
        Assert.Equal(1, await old.DeleteAsync(CancellationToken.None));
        Assert.Equal(0, await old.DeleteAsync(CancellationToken.None));
    }
}
