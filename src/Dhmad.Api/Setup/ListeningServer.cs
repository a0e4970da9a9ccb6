using System.Net.Sockets;
using System.Security.Cryptography;
using Dhmad.Api.Settings;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;

namespace Dhmad.Api.Setup;

/// <summary>The web server; where it cannot listen as it is told, it says so in one sentence.</summary>
internal sealed class ListeningServer(IServer server, IHostApplicationLifetime life, string urls) : IServer
{
    public IFeatureCollection Features => server.Features;

    /// <summary>Puts it around the web server that is registered.</summary>
    public static void Add(IServiceCollection services, string urls)
    {
        var server = services.Last(one => one.ServiceType == typeof(IServer)).ImplementationType!;
        services.AddSingleton<IServer>(provider => new ListeningServer(
            (IServer)ActivatorUtilities.CreateInstance(provider, server),
            provider.GetRequiredService<IHostApplicationLifetime>(),
            urls));
    }

    /// <exception cref="SettingsException">
    /// The address is not this machine's, the port or the folder is not this user's, or there is no certificate.
    /// </exception>
    public async Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
        where TContext : notnull
    {
        try
        {
            await server.StartAsync(application, cancellationToken);
        }
        catch (Exception failure)
        {
            // A part that starts beside it may be waiting for silos, without end.
            life.StopApplication();
            if (!IsOfItsAddresses(failure)) throw;
            var why = failure.Message.Split(Environment.NewLine)[0];
            throw new SettingsException($"The server cannot listen on {urls} (ASPNETCORE_URLS): {why}", failure);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => server.StopAsync(cancellationToken);

    public void Dispose() => server.Dispose();

    private static bool IsOfItsAddresses(Exception failure) =>
        failure is SocketException or InvalidOperationException or IOException
            or UnauthorizedAccessException or CryptographicException;
}
