using Dhmad.Embedded;
using Microsoft.Extensions.DependencyInjection;

namespace Dhmad.Bench.Grains;

/// <summary>A process with nothing in it but grains.</summary>
public sealed class BenchHost : IAsyncDisposable
{
    private readonly ServiceProvider services;

    public BenchHost()
    {
        services = new ServiceCollection()
            .AddLogging()
            .AddEmbeddedGrains(options => options.GrainAssemblies.Add(typeof(BenchHost).Assembly))
            .BuildServiceProvider();
        Grains.Start();
    }

    public EmbeddedGrains Grains => services.GetRequiredService<EmbeddedGrains>();

    public IBenchGrain Grain(string key) => Grains.GetGrain<IBenchGrain>(key);

    public async ValueTask DisposeAsync()
    {
        await Grains.StopAsync(CancellationToken.None);
        await services.DisposeAsync();
    }
}
