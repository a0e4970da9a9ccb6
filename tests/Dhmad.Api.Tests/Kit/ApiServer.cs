using System.Net;
using Dhmad.Api.Setup;
using Dhmad.Domain;
using Dhmad.Silo;
using Dhmad.Silo.Accounts;
using Dhmad.Storage;
using Dhmad.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Dhmad.Api.Tests.Kit;

/// <summary>The whole server on a port of its own and a database file of its own, with time that a test moves.</summary>
public sealed class ApiServer : IAsyncDisposable
{
    /// <summary>So many requests that no test meets the limit by accident.</summary>
    public static readonly DhmadSettings Unhurried = new()
    {
        RateLimit = new RateLimitSettings { PerMinute = 1_000_000 },
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("dhmad-api-").FullName;
    private WebApplication _app = null!;
    private HttpClient _http = null!;

    private ApiServer()
    {
    }

    public ManualTime Time { get; } = new();

    public Faults Faults { get; private set; } = null!;

    public LogBook Logs { get; } = new();

    public Documented Documented { get; private set; } = null!;

    public IServiceProvider Services => _app.Services;

    public IGrainFactory Grains => Get<IGrainFactory>();

    public Uri Address { get; private set; } = null!;

    public static async Task<ApiServer> StartAsync(DhmadSettings? settings = null)
    {
        var server = new ApiServer();
        await server.OpenAsync(settings ?? Unhurried);
        return server;
    }

    public T Get<T>()
        where T : notnull => Services.GetRequiredService<T>();

    /// <summary>A new developer with an associated user, a key, and two people with money.</summary>
    public async Task<Shop> OpenShopAsync() =>
        new(this, await Get<Seeding>().MakeAsync(CancellationToken.None));

    /// <summary>Somebody without any credential.</summary>
    public ApiClient Stranger() => new(this, _http);

    public ApiClient With(string header, string value) => new(this, _http) { Headers = [(header, value)] };

    /// <summary>
    /// How many rows each table has, and how often escrows changed: what no refused request may alter. Tables that
    /// deliveries fill on their own, some time after an event, are left out.
    /// </summary>
    public Task<string> CountRowsAsync() => Faults.ReadAsync(
        async work =>
        {
            var counts = new List<string>();
            var tables = await work.ListAsync<string>(
                """
                SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'
                AND name NOT IN ('outbox', 'webhook_deliveries', 'webhook_attempts', 'caught_requests', 'reminders')
                ORDER BY name
                """);
            foreach (var table in tables)
                counts.Add($"{table} {await work.FirstAsync<long>($"SELECT count(*) FROM \"{table}\"")}");
            counts.Add($"changes {await work.FirstAsync<long>("SELECT coalesce(sum(version), 0) FROM escrows")}");
            return string.Join('\n', counts);
        },
        CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        await Faults.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task OpenAsync(DhmadSettings settings)
    {
        settings = settings with { Database = Path.Combine(_folder, "dhmad.db") };
        Faults = new Faults(
            await StorageSetup.OpenDatabaseAsync(settings, DatabaseRole.Server, Time, CancellationToken.None));
        _app = ServerSetup.Build(settings, "http://127.0.0.1:0", services => services
            .AddSingleton<ILoggerProvider>(Logs)
            .AddSingleton<TimeProvider>(Time)
            .AddSingleton<IdSource>(new SeededIds())
            .AddSingleton<Database>(Faults));
        await _app.StartAsync();

        var addresses = Get<IServer>().Features.Get<IServerAddressesFeature>()!;
        Address = new Uri(addresses.Addresses.Single());
        _http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            RequestHeaderEncodingSelector = (_, _) => System.Text.Encoding.Latin1,
            AutomaticDecompression = DecompressionMethods.None,
        })
        {
            BaseAddress = Address,
        };
        Documented = Documented.Read(await _http.GetByteArrayAsync("/openapi/v1.json"));
    }
}
