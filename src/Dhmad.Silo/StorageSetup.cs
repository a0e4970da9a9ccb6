using Dhmad.Domain;
using Dhmad.Silo.Accounts;
using Dhmad.Silo.Checkout;
using Dhmad.Silo.Escrows;
using Dhmad.Silo.Payments;
using Dhmad.Silo.Webhooks;
using Dhmad.Storage;
using Dhmad.Storage.Ledger;
using Dhmad.Storage.Postgres;
using Dhmad.Storage.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Dhmad.Silo;

/// <summary>The database of a process and the stores over it.</summary>
public static class StorageSetup
{
    private const int ProcessBytes = 8;

    /// <summary>The proof adds up whole tables in one statement; nobody waits at a page for it.</summary>
    private static readonly TimeSpan ProofLimit = TimeSpan.FromHours(6);

    /// <summary>Opens the database that the settings name; the role says what this process may do there.</summary>
    /// <exception cref="DatabaseRefusedException">
    /// Another server holds it, or its schema is not the present one.
    /// </exception>
    public static async Task<Database> OpenDatabaseAsync(
        DhmadSettings settings, DatabaseRole role, TimeProvider time, CancellationToken cancellationToken) =>
        settings.IsPostgres
            ? await PostgresDatabase.OpenAsync(
                new PostgresOptions(settings.Database) { Role = role }, time, cancellationToken)
            : await OpenFileAsync(settings.Database, role, time, cancellationToken);

    /// <summary>
    /// Registers the database and every store. It is opened when first asked for, once for the process, so that a
    /// database registered before is used instead.
    /// </summary>
    internal static IServiceCollection AddStores(this IServiceCollection services, DatabaseRole role)
    {
        services.TryAddSingleton(provider =>
        {
            var options = new PostgresOptions(provider.GetRequiredService<DhmadSettings>().Database)
            {
                Role = role,
                Process = provider.GetRequiredService<IdSource>().NewHex(ProcessBytes),
            };
            return role == DatabaseRole.Reader ? options with { CommandTimeout = ProofLimit } : options;
        });
        services.TryAddSingleton(provider => OpenAsync(provider, role).GetAwaiter().GetResult());
        return services
            .AddSingleton<LedgerStore>()
            .AddSingleton<LedgerProof>()
            .AddSingleton<IdempotencyStore>()
            .AddEscrowStores()
            .AddCheckoutStores()
            .AddPaymentStores()
            .AddAccountStores()
            .AddWebhookStores();
    }

    private static async Task<Database> OpenFileAsync(
        string path, DatabaseRole role, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            return await SqliteDatabase.OpenAsync(new SqliteOptions(path) { Role = role }, time, cancellationToken);
        }
        catch (Exception failure) when (failure is UnauthorizedAccessException or DatabaseUnavailableException)
        {
            throw new DatabaseUnavailableException(
                $"The file of Dhmad:Database, {path}, cannot be used: {failure.Message}", failure);
        }
    }

    private static async Task<Database> OpenAsync(IServiceProvider services, DatabaseRole role)
    {
        var settings = services.GetRequiredService<DhmadSettings>();
        var time = services.GetRequiredService<TimeProvider>();
        Database database = settings.IsPostgres
            ? await PostgresDatabase.OpenAsync(
                services.GetRequiredService<PostgresOptions>(), time, CancellationToken.None)
            : await OpenDatabaseAsync(settings, role, time, CancellationToken.None);
        if (role == DatabaseRole.Reader) return database;
        try
        {
            var keyMark = services.GetRequiredService<Sealer>().Derive(Deployment.KeyPurpose, Deployment.KeyMarkLength);
            await Deployment.EnterAsync(
                database, settings.Environment, keyMark, settings.Cluster.ServiceId, CancellationToken.None);
            return database;
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }
}
