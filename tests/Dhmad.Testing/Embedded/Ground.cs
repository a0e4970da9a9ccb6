using Dhmad.Domain;
using Dhmad.Embedded;
using Dhmad.Silo;
using Dhmad.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Dhmad.Testing;

/// <summary>What a test's runtime stands on: one process, and a database file in a folder of its own.</summary>
internal sealed class Ground : IAsyncDisposable
{
    private readonly bool isBeside;
    private readonly string folder;

    private Ground(string folder, bool isBeside) => (this.folder, this.isBeside) = (folder, isBeside);

    /// <summary>How a runtime that no test needs any more is stopped: in order, which costs nothing.</summary>
    public static CancellationToken AtTheEnd => CancellationToken.None;

    public static int Nodes(ClusterPlan _) => 1;

    public static Task<Ground> LayAsync() =>
        Task.FromResult(new Ground(Directory.CreateTempSubdirectory("dhmad-").FullName, isBeside: false));

    /// <summary>The same rows for another runtime.</summary>
    public Ground Beside() => new(folder, isBeside: true);

    /// <summary>The settings of a node here.</summary>
    public DhmadSettings Of(DhmadSettings settings) => settings with { Database = Path.Combine(folder, "dhmad.db") };

    public async Task<Database> OpenAsync(DhmadSettings settings, TimeProvider time) => await StorageSetup.OpenDatabaseAsync(
        settings, isBeside ? DatabaseRole.Command : DatabaseRole.Server, time, CancellationToken.None);

    /// <summary>What a node needs beside what every process has.</summary>
    public void AddTo(IServiceCollection services) => services.AddSingleton(this);

    /// <summary>Whether no grain has anything to do.</summary>
    public bool IsQuiet(IReadOnlyList<IHost> nodes) =>
        nodes.All(node => node.Services.GetRequiredService<EmbeddedGrains>().IsQuiet);

    public ValueTask DisposeAsync()
    {
        if (!isBeside) Directory.Delete(folder, recursive: true);
        return ValueTask.CompletedTask;
    }
}
