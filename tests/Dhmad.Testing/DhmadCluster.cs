using System.Diagnostics;
using Dhmad.Domain;
using Dhmad.Domain.Payments;
using Dhmad.Embedded;
using Dhmad.Grains;
using Dhmad.Silo;
using Dhmad.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Dhmad.Testing;

/// <summary>The runtime as it is composed for production, on a database file of its own, with time that a test moves.</summary>
public sealed class DhmadCluster : IAsyncDisposable
{
    /// <summary>How long a test waits for work that must end.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly ClusterPlan _plan;
    private readonly SeededIds _ids;
    private IHost _host = null!;

    private DhmadCluster(ClusterPlan plan) => (_plan, _ids) = (plan, new SeededIds(plan.Seed));

    public ManualTime Time => _plan.Time;

    /// <summary>The folder of the database file.</summary>
    public string Folder => _plan.Folder;

    public Faults Faults { get; private set; } = null!;

    public IServiceProvider Services => _host.Services;

    public IGrainFactory Grains => Services.GetRequiredService<IGrainFactory>();

    public DhmadSettings Settings => Get<DhmadSettings>();

    public static async Task<DhmadCluster> StartAsync(ClusterPlan? plan = null)
    {
        var cluster = new DhmadCluster(plan ?? new ClusterPlan());
        await cluster.OpenAsync();
        return cluster;
    }

    /// <summary>A second runtime on the same file, as two activations of one grain would be after a failover.</summary>
    public Task<DhmadCluster> StartBesideAsync() =>
        StartAsync(_plan with { IsBeside = true, Seed = _plan.Seed + 1 });

    public T Get<T>()
        where T : notnull => Services.GetRequiredService<T>();

    /// <summary>Stops it, and starts it again on the same file: memory is gone, rows are there.</summary>
    public async Task RestartAsync()
    {
        await CloseAsync();
        await OpenAsync();
    }

    /// <summary>Moves the time, and waits until grains have done what became due.</summary>
    public async Task AdvanceAsync(TimeSpan span)
    {
        Time.Advance(span);
        await SettleAsync();
    }

    /// <summary>Waits until no grain has anything to do.</summary>
    public Task SettleAsync() => Eventually(() => Get<EmbeddedGrains>().IsQuiet);

    /// <summary>Waits until something holds that follows from work under way; <see cref="TimeoutException"/> when it never does.</summary>
    public static Task Eventually(Func<bool> holds) => Eventually(() => Task.FromResult(holds()));

    public static async Task Eventually(Func<Task<bool>> holds)
    {
        var waited = Stopwatch.StartNew();
        while (!await holds())
        {
            if (waited.Elapsed > Patience) throw new TimeoutException("What the test waits for did not happen.");
            await Task.Delay(TimeSpan.FromMilliseconds(1));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        if (!_plan.IsBeside) Directory.Delete(Folder, recursive: true);
    }

    private async Task OpenAsync()
    {
        var settings = _plan.Settings with { Database = Path.Combine(Folder, "dhmad.db") };
        var role = _plan.IsBeside ? DatabaseRole.Command : DatabaseRole.Server;
        var isNew = !File.Exists(settings.Database);
        Faults = new Faults(await StorageSetup.OpenDatabaseAsync(settings, role, Time, CancellationToken.None));
        if (isNew) await People.MoveInAsync(Faults);

        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddSingleton<TimeProvider>(Time);
        builder.Services.AddSingleton<IdSource>(_ids);
        builder.Services.AddSingleton<Database>(Faults);
        _plan.Before(builder.Services);
        builder.Services.AddDhmad(settings);
        if (!_plan.HasSweep) RemoveSweep(builder.Services);
        _plan.After(builder.Services);
        _host = builder.Build();
        await _host.StartAsync();
    }

    private async Task CloseAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        await Faults.DisposeAsync();
    }

    /// <summary>The loop goes; what it would do can still be asked for, one pass at a time.</summary>
    private static void RemoveSweep(IServiceCollection services)
    {
        var loops = services.Where(one => one.ImplementationType == typeof(Sweep));
        foreach (var loop in loops.ToList())
        {
            services.Remove(loop);
        }

        services.AddSingleton<Sweep>();
    }
}

/// <summary>How a cluster is started.</summary>
public sealed record ClusterPlan
{
    public int Seed { get; init; } = 1;

    public ManualTime Time { get; init; } = new();

    public DhmadSettings Settings { get; init; } = new();

    public string Folder { get; init; } = Directory.CreateTempSubdirectory("dhmad-").FullName;

    /// <summary>Whether the sweep runs by itself; without it a test calls its passes.</summary>
    public bool HasSweep { get; init; }

    /// <summary>Beside a server that holds the file.</summary>
    public bool IsBeside { get; init; }

    /// <summary>Registers what must stand before the runtime's own parts.</summary>
    public Action<IServiceCollection> Before { get; init; } = _ => { };

    /// <summary>Changes what the runtime registered.</summary>
    public Action<IServiceCollection> After { get; init; } = _ => { };

    /// <summary>Every payment goes over this rail.</summary>
    public ClusterPlan With(IPaymentRail rail) => this with
    {
        After = services =>
        {
            services.RemoveAll<IPaymentRail>();
            services.AddSingleton(rail);
        },
    };
}
