using Dhmad.Api.Escrows;
using Dhmad.Api.Http;
using Dhmad.Api.Settings;
using Dhmad.Api.Setup;
using Microsoft.Extensions.Hosting;

namespace Dhmad.Bench.Http;

/// <summary>
/// The server as the product builds it, with one more call behind the same door: it authenticates, counts the rate
/// limit and answers the bytes of a delivery, but asks no escrow. A process of its own, as the product's is.
/// </summary>
public static class BenchServer
{
    /// <summary>The setting, as an environment variable, that names the file with the bytes.</summary>
    public const string BodyFile = "BENCH_BODY";

    public static async Task<int> RunAsync()
    {
        var configuration = Configuration.Load();
        var settings = SettingsReader.Read(configuration);
        var reply = Reply.Ok(await File.ReadAllBytesAsync(configuration[BodyFile]!));
        await using var app = ServerSetup.Build(settings, SettingsReader.UrlsOf(configuration, settings));
        var answer = EscrowOperations.Deliver with { Name = "answer", Summary = "The bytes of a delivery." };
        app.Door("/api/v1", Credential.ApiKey).Post("/escrows/{id}/answer", (_, _) => Task.FromResult(reply), answer);
        await app.StartAsync();
        await app.WaitForShutdownAsync();
        return 0;
    }
}
