using System.Net;
using System.Net.Sockets;
using Dhmad.Api.Settings;
using Dhmad.Api.Setup;
using Dhmad.Domain;
using Dhmad.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Dhmad.Api.Tests;

/// <summary>A server that cannot start says why.</summary>
public sealed class LaunchTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dhmad-launch-");

    [Fact]
    public async Task What_keeps_the_host_from_making_its_parts_is_what_is_told()
    {
        await using var app = Build("http://127.0.0.1:0", services => services
            .AddSingleton<IHostedService>(_ => throw new DatabaseUnavailableException("The first failure.")));
        var told = await Assert.ThrowsAsync<DatabaseUnavailableException>(app.LaunchAsync);
        Assert.Equal("The first failure.", told.Message);
    }

    /// <summary>As a door waits for silos, beside which its web server starts.</summary>
    [Fact]
    public async Task An_address_that_is_taken_ends_a_start_that_waits_for_something_else()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        await using var app = Build($"http://{taken.LocalEndpoint}", services => services
            .Configure<HostOptions>(host => host.ServicesStartConcurrently = true)
            .AddHostedService<WithoutEnd>());
        var told = await Assert.ThrowsAsync<SettingsException>(() => app.LaunchAsync().WaitAsync(Limit));
        Assert.Contains($"cannot listen on http://{taken.LocalEndpoint}", told.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_start_of_parts_that_wait_ends_when_it_is_told_to_stop()
    {
        await using var app = Build("http://127.0.0.1:0", services => services
            .Configure<HostOptions>(host => host.ServicesStartConcurrently = true)
            .AddHostedService<WithoutEnd>()
            .AddSingleton<IHostedService, WithoutEnd>());
        var launch = app.LaunchAsync();
        app.Lifetime.StopApplication();
        Assert.False(await launch.WaitAsync(Limit));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private WebApplication Build(string urls, Action<IServiceCollection> before)
    {
        var settings = new DhmadSettings { Database = Path.Combine(_folder.FullName, "dhmad.db") };
        return ServerSetup.Build(settings, urls, before);
    }

    /// <summary>Starts until it is told to leave it.</summary>
    private sealed class WithoutEnd : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) =>
            Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
