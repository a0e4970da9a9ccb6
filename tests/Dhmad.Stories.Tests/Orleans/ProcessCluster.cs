namespace Dhmad.Stories.Tests.Orleans;

/// <summary>Silos and one door, each a process of the built program, and a merchant who talks to the door.</summary>
public sealed class ProcessCluster : IDisposable
{
    private ProcessCluster(Deployment deployment, Server door, IReadOnlyList<Server> silos, Merchant merchant) =>
        (Deployment, Door, Silos, Merchant) = (deployment, door, silos, merchant);

    public Deployment Deployment { get; }

    public Server Door { get; }

    public IReadOnlyList<Server> Silos { get; }

    public Merchant Merchant { get; }

    public static async Task<ProcessCluster> StartAsync(int silos, params (string Name, string Value)[] settings)
    {
        var deployment = await Deployment.MakeAsync();
        var door = new Server(deployment, [("Dhmad__Cluster__Role", "api"), .. settings]);
        var made = Enumerable.Range(0, silos).Select(_ => new Server(
            deployment, [("Dhmad__Cluster__Role", "silo"), ("Dhmad__PublicUrl", door.Url), .. settings])).ToList();
        foreach (var silo in made) await silo.StartAsync();
        await door.StartAsync();
        var (_, seed) = await door.CommandAsync("seed", "--json");
        return new ProcessCluster(deployment, door, made, new Merchant(door.Url, seed));
    }

    public void Dispose()
    {
        Merchant.Dispose();
        Door.Dispose();
        foreach (var silo in Silos) silo.Dispose();
    }
}
