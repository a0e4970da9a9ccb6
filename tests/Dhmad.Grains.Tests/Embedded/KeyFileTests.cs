using Dhmad.Silo;
using Dhmad.Storage;
using Dhmad.Testing;

namespace Dhmad.Grains.Tests.Embedded;

/// <summary>A deployment of one process can keep its secret itself; in a cluster every process is given the same.</summary>
public class KeyFileTests
{
    [Fact]
    public async Task The_secret_key_is_made_once_and_kept_beside_the_database()
    {
        await using var cluster = await DhmadCluster.StartAsync();
        var secret = cluster.Get<Sealer>().Seal("whsec"u8, "test");
        await cluster.RestartAsync();
        Assert.Equal("whsec"u8.ToArray(), cluster.Get<Sealer>().Open(secret, "test"));
        Assert.True(File.Exists(Path.Combine(Path.GetDirectoryName(cluster.Settings.Database)!, SecretKey.FileName)));
    }
}
