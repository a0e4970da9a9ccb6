using System.Security.Cryptography;
using System.Text;
using Dhmad.Domain;
using Dhmad.Silo;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Dhmad.Bench.Baseline;

/// <summary>
/// The same delivery written the usual way: a minimal API over Npgsql, no grains, no queue. It reads and writes the
/// product's own tables, with the product's own rules and bytes, so that only the way differs. It is spared what the
/// product does beside: rate limit, idempotency, dispatching of events.
/// </summary>
public static class BaselineServer
{
    private const int Connections = 64;

    public static async Task<int> RunAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        await using var app = builder.Build();
        var settings = new DhmadSettings { Database = app.Configuration["Dhmad:Database"]! };
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(settings.Database)
        {
            MaxPoolSize = Connections,
            MaxAutoPrepare = 50,
            AutoPrepareMinUsages = 2,
            NoResetOnClose = true,
        });
        var delivery = new BaselineDelivery(source, new SecureIds(), settings);
        app.MapGet("/health/ready", () => Results.Ok());
        app.MapPost("/api/v1/escrows/{id}/deliver", async (string id, HttpRequest request) =>
        {
            var key = request.Headers["X-API-Key"].ToString();
            var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
            var body = await delivery.DeliverAsync(hash, id);
            return body is null ? Results.Conflict() : Results.Bytes(body, "application/json");
        });
        await app.RunAsync();
        return 0;
    }
}
