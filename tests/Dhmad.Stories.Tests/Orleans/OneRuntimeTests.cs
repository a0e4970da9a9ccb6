using Dhmad.Storage.Postgres;
using Dhmad.Storage.Postgres.Active;

namespace Dhmad.Stories.Tests.Orleans;

/// <summary>A database serves one cluster, or one active process without a cluster.</summary>
public sealed class OneRuntimeTests
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task A_silo_of_another_cluster_does_not_start_beside_those_that_live()
    {
        var deployment = await Deployment.MakeAsync();
        using var first = new Server(deployment);
        using var second = new Server(deployment, ("Dhmad__Cluster__ClusterId", "misspelt"));
        await first.StartAsync();
        var (code, said) = await second.CommandAsync();
        Assert.Equal(1, code);
        Assert.Contains("in use by a silo of the cluster dhmad on ", said, StringComparison.Ordinal);
        Assert.Contains("a silo of the cluster misspelt", said, StringComparison.Ordinal);
        Assert.Single(said.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task A_silo_does_not_start_beside_an_active_process_without_a_cluster()
    {
        var deployment = await Deployment.MakeAsync();
        var database = deployment.Settings().First(setting => setting.Name == "Dhmad__Database").Value;
        using var silo = new Server(deployment);
        await using (var active = new ActiveLock(new PostgresOptions(database), Silence, TimeProvider.System))
        {
            await active.TakeAsync(CancellationToken.None);
            var (code, said) = await silo.CommandAsync();
            Assert.Equal(1, code);
            Assert.Contains("in use by a process without a cluster", said, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", said, StringComparison.Ordinal);
        }

        await silo.StartAsync();
    }
}
