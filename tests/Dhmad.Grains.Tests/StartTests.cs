using Dhmad.Domain;
using Dhmad.Silo;
using Dhmad.Storage;
using Dhmad.Testing;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Dhmad.Grains.Tests;

public class StartTests
{
    [Fact]
    public async Task A_started_node_is_ready()
    {
        await using var cluster = await DhmadCluster.StartAsync();
        Assert.Equal(HealthStatus.Healthy, await StatusAsync(cluster));
    }

    [Fact]
    public async Task A_node_is_not_ready_while_its_database_is_away_and_ready_again_afterwards()
    {
        await using var cluster = await DhmadCluster.StartAsync();
        cluster.Faults.IsAway = true;
        Assert.Equal(HealthStatus.Unhealthy, await StatusAsync(cluster));
        cluster.Faults.IsAway = false;
        Assert.Equal(HealthStatus.Healthy, await StatusAsync(cluster));
    }

    [Fact]
    public async Task What_was_sealed_for_one_purpose_cannot_be_opened_for_another()
    {
        await using var cluster = await DhmadCluster.StartAsync();
        var sealer = cluster.Get<Sealer>();
        var secret = sealer.Seal("whsec"u8, "endpoint 1");
        Assert.ThrowsAny<System.Security.Cryptography.CryptographicException>(() => sealer.Open(secret, "endpoint 2"));
    }

    [Theory]
    [InlineData(DeploymentEnvironment.Live, null)]
    [InlineData(DeploymentEnvironment.Live, "")]
    [InlineData(DeploymentEnvironment.Sandbox, "c2hvcnQ=")]
    [InlineData(DeploymentEnvironment.Sandbox, "not base64 at all, and of no use whatever")]
    public void A_secret_key_that_is_missing_in_live_or_malformed_is_refused_in_plain_words(
        DeploymentEnvironment environment, string? key)
    {
        var settings = new DhmadSettings { Environment = environment, SecretKey = key };
        var refused = Assert.Throws<SecretKeyException>(() => SecretKey.Load(settings, new SeededIds(1)));
        Assert.Contains("32", refused.Message, StringComparison.Ordinal);
    }

    private static async Task<HealthStatus> StatusAsync(DhmadCluster cluster) =>
        (await cluster.Get<HealthCheckService>().CheckHealthAsync()).Status;
}
