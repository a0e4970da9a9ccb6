using Dhmad.Api.Setup;
using Dhmad.Domain;
using Dhmad.Silo;
using Dhmad.Silo.Accounts;
using Dhmad.Storage;
using Dhmad.Storage.Accounts;
using Dhmad.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Dhmad.Pages.Tests.Kit;

/// <summary>The whole server on a loopback port and a database file of its own.</summary>
public class Site : IAsyncLifetime
{
    private readonly HashSet<string> read = [];
    private readonly string folder = Directory.CreateTempSubdirectory("dhmad-pages-").FullName;
    private WebApplication app = null!;

    /// <summary>Stands still until a test moves it; null when the server runs on the machine's time.</summary>
    public ManualTime? Time { get; protected init; } = new();

    /// <summary>Settings of this site beside address and database.</summary>
    protected DhmadSettings Settings { get; init; } = new() { Sandbox = new SandboxSettings { Seed = false } };

    public string Url { get; private set; } = "";

    /// <summary>Makes the database fail as told.</summary>
    public Faults Faults { get; private set; } = null!;

    public LogBook Logs { get; } = new();

    public IGrainFactory Grains => Get<IGrainFactory>();

    public T Get<T>()
        where T : notnull => app.Services.GetRequiredService<T>();

    public async Task InitializeAsync()
    {
        Url = $"http://127.0.0.1:{Ports.Free()}";
        await StartAsync();
    }

    public async Task DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Stops the server and starts it again on the same file.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        await StartAsync();
    }

    /// <summary>What a path of the site answers.</summary>
    internal async Task<string> TextAsync(string path)
    {
        using var http = new HttpClient();
        return await http.GetStringAsync(new Uri(Url + path));
    }

    /// <summary>A merchant with an API key, who has somewhere to return to.</summary>
    public async Task<Shop> OpenShopAsync()
    {
        Time?.Jump(TimeSpan.FromMinutes(61)); // Nobody is held back by what an earlier test posted or had mailed.
        return await Shop.OpenAsync(this, await Get<Seeding>().MakeAsync(CancellationToken.None));
    }

    /// <summary>The newest mail to an address that no earlier call returned.</summary>
    internal async Task<Domain.Accounts.Mail> NextMailAsync(string email)
    {
        var page = await Get<MailStore>().PageAsync(email, null, 100, CancellationToken.None);
        var mail = page.Mails.First(mail => read.Add(mail.Id));
        foreach (var older in page.Mails) read.Add(older.Id);
        return mail;
    }

    private async Task StartAsync()
    {
        var settings = Settings with { PublicUrl = Url, Database = Path.Combine(folder, "dhmad.db") };
        var time = Time ?? TimeProvider.System;
        Faults = new Faults(await StorageSetup.OpenDatabaseAsync(settings, DatabaseRole.Server, time, CancellationToken.None));
        app = ServerSetup.Build(settings, Url, services => services
            .AddSingleton<ILoggerProvider>(Logs)
            .AddSingleton(time)
            .AddSingleton<Database>(Faults));
        await app.StartAsync();
    }

    private async Task StopAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
        await Faults.DisposeAsync();
    }
}
