using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace Dhmad.Embedded.Tests;

/// <summary>A process with the grains of this project, whose time the test moves.</summary>
public sealed class TestHost : IAsyncDisposable
{
    private readonly ServiceProvider services;

    private TestHost(ServiceProvider services) => this.services = services;

    public ManualTime Time => services.GetRequiredService<ManualTime>();

    public Stage Stage => services.GetRequiredService<Stage>();

    public Tally Tally => services.GetRequiredService<Tally>();

    public EmbeddedGrains Grains => services.GetRequiredService<EmbeddedGrains>();

    public static TestHost Start(
        Action<EmbeddedGrainsOptions>? configure = null,
        Action<IServiceCollection>? register = null,
        Action<ManualTime>? prepare = null)
    {
        var time = new ManualTime();
        prepare?.Invoke(time);
        var collection = new ServiceCollection();
        collection.AddLogging();
        collection.AddSingleton(time);
        collection.AddSingleton<TimeProvider>(time);
        collection.AddSingleton<Stage>();
        collection.AddSingleton<Tally>();
        register?.Invoke(collection);
        collection.AddEmbeddedGrains(options =>
        {
            options.GrainAssemblies.Add(Assembly.GetExecutingAssembly());
            options.HostTime = time;
            configure?.Invoke(options);
        });
        var host = new TestHost(collection.BuildServiceProvider(validateScopes: true));
        host.Grains.Start();
        return host;
    }

    public T Grain<T>(string key) where T : IGrainWithStringKey => Grains.GetGrain<T>(key);

    public async ValueTask DisposeAsync()
    {
        await Grains.StopAsync(CancellationToken.None).WaitAsync(Stage.Patience);
        await services.DisposeAsync();
    }
}
