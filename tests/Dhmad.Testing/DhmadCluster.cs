using System.Diagnostics;
using Dhmad.Domain;
using Dhmad.Domain.Payments;
using Dhmad.Grains;
using Dhmad.Silo;
using Dhmad.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Dhmad.Testing;

/// <summary>
/// The runtime as it is composed for production, on a database of its own, with time that a test moves. Where grains live
/// in a cluster it has several silos.
/// </summary>
public sealed class DhmadCluster : IAsyncDisposable
{
    /// <summary>How long a test waits for work that must end.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly ClusterPlan _plan;
    private readonly SeededIds _ids;
    private readonly Ground _ground;
    private readonly List<IHost> _nodes = [];

    private DhmadCluster(ClusterPlan plan, Ground ground) =>
        (_plan, _ground, _ids) = (plan, ground, new SeededIds(plan.Seed));

    public ManualTime Time => _plan.Time;

    public Faults Faults { get; private set; } = null!;

    /// <summary>The first node's.</summary>
    public IServiceProvider Services => _nodes[0].Services;

    public IGrainFactory Grains => Services.GetRequiredService<IGrainFactory>();

    public DhmadSettings Settings => Get<DhmadSettings>();

    public IReadOnlyList<IHost> Nodes => _nodes;

    public static async Task<DhmadCluster> StartAsync(ClusterPlan? plan = null)
    {
        var cluster = new DhmadCluster(plan ?? new ClusterPlan(), await Ground.LayAsync());
        await cluster.OpenAsync();
        await People.MoveInAsync(cluster.Faults);
        await cluster.StartNodesAsync();
        return cluster;
    }

    /// <summary>
    /// A second runtime on the same rows that knows nothing of the first, as two halves of a cluster that was split.
    /// </summary>
    public async Task<DhmadCluster> StartBesideAsync()
    {
        var plan = _plan with
        {
            Seed = _plan.Seed + 1,
            After = services =>
            {
                _plan.After(services);
                RemoveLookAtOthers(services);
            },
        };
        var cluster = new DhmadCluster(plan, _ground.Beside());
        await cluster.OpenAsync();
        await cluster.StartNodesAsync();
        return cluster;
    }

    public T Get<T>()
        where T : notnull => Services.GetRequiredService<T>();

    /// <summary>Stops it, and starts it again on the same rows: memory is gone, rows are there.</summary>
    public async Task RestartAsync()
    {
        await CloseAsync(CancellationToken.None);
        await OpenAsync();
        await StartNodesAsync();
    }

    /// <summary>Ends one node without any order: what it held is left as it is.</summary>
    public async Task KillAsync(int node)
    {
        var killed = _nodes[node];
        _nodes.RemoveAt(node);
        await killed.StopAsync(new CancellationToken(canceled: true));
        killed.Dispose();
    }

    /// <summary>
    /// Moves the time when nothing is under way that would see years pass in an instant, and waits until grains have
    /// done what became due.
    /// </summary>
    public async Task AdvanceAsync(TimeSpan span)
    {
        await SettleAsync();
        Time.Advance(span);
        await SettleAsync();
    }

    /// <summary>Waits until no grain has anything to do.</summary>
    public Task SettleAsync() => Eventually(() => _ground.IsQuiet(_nodes));

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
        await CloseAsync(Ground.AtTheEnd);
        await _ground.DisposeAsync();
    }

    private async Task OpenAsync() =>
        Faults = new Faults(await _ground.OpenAsync(_ground.Of(_plan.Settings), Time));

    private async Task StartNodesAsync()
    {
        for (var node = 0; node < Ground.Nodes(_plan); node++)
        {
            var host = Build(_ground.Of(_plan.Settings));
            _nodes.Add(host);
            await host.StartAsync();
        }
    }

    private IHost Build(DhmadSettings settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddSingleton<TimeProvider>(Time);
        builder.Services.AddSingleton<IdSource>(_ids);
        builder.Services.AddSingleton<Database>(Faults);
        _ground.AddTo(builder.Services);
        _plan.Before(builder.Services);
        builder.Services.AddDhmad(settings);
        if (!_plan.HasSweep) RemoveSweep(builder.Services);
        _plan.After(builder.Services);
        return builder.Build();
    }

    private async Task CloseAsync(CancellationToken hurry)
    {
        // One after another: of silos that change the cluster's table at once all but one wait for seconds to try again.
        foreach (var node in _nodes) await node.StopAsync(hurry);
        foreach (var node in _nodes) node.Dispose();
        _nodes.Clear();
        await Faults.DisposeAsync();
    }

    /// <summary>The loop goes; what it would do can still be asked for, one pass at a time.</summary>
    /// <summary>A runtime does not start beside another that it sees.</summary>
    private static void RemoveLookAtOthers(IServiceCollection services)
    {
        foreach (var look in services.Where(one => one.ImplementationType?.Name == "OneRuntime").ToList())
            services.Remove(look);
    }

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

    /// <summary>Where grains live in a cluster: of two silos about half of all calls leave their process.</summary>
    public int Silos { get; init; } = 2;

    /// <summary>Whether the sweep runs by itself; without it a test calls its passes.</summary>
    public bool HasSweep { get; init; }

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
