using Dapper;
using Dhmad.Storage.Schema;
using Npgsql;

namespace Dhmad.Storage.Postgres;

/// <summary>What is looked at, and brought up to date, when a database is opened.</summary>
internal static class PostgresSchema
{
    /// <summary>The lock's number, anything but small: other programs may use the same database.</summary>
    private const long MigrationLock = 0x44686d61_64000001;

    /// <summary>
    /// Whoever waits for a table to change it stops all who come after: it waits shortly, and again later, while
    /// somebody reads for long.
    /// </summary>
    private const string WaitShortly = "SET LOCAL lock_timeout = '500ms'";

    private const int MaxTries = 10;

    private const string IsReplica = "SELECT pg_is_in_recovery()";

    private const string OldestReader =
        """
        SELECT pid || coalesce(' (' || nullif(application_name, '') || ')', '') FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start IS NOT NULL
        ORDER BY xact_start LIMIT 1
        """;

    /// <summary>Null where the role may use none of the schemas in which tables are looked for.</summary>
    private const string UsableSchema = "SELECT current_schema()::text";

    private static readonly TimeSpan BetweenTries = TimeSpan.FromSeconds(2.5);

    /// <returns>How many scripts were applied.</returns>
    /// <exception cref="DatabaseRefusedException">The schema or the role is refused.</exception>
    /// <exception cref="DatabaseUnavailableException">The database cannot be reached, read or written.</exception>
    public static async Task<int> PrepareAsync(
        PostgresOptions options, Migrations migrations, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var source = PostgresConnections.Openers(options);
        await using var connection = await PostgresConnections.OpenAsync(source, cancellationToken);
        try
        {
            if (options.Role != DatabaseRole.Reader && await connection.ExecuteScalarAsync<bool>(IsReplica))
                throw new DatabaseUnavailableException("The database is a replica, which cannot be written.");
            if (await connection.ExecuteScalarAsync<string?>(UsableSchema) is null)
                throw Denied("USAGE on the schema of the tables, or there is none in its search_path");
            var applied = 0;
            if (options.Role == DatabaseRole.Server)
                applied = await MigrateAsync(connection, migrations, now, cancellationToken);
            else await CheckAsync(connection, migrations);
            if (options.Role != DatabaseRole.Reader && await PostgresRights.LackAsync(connection) is { } lack)
                throw Denied($"it may not write the tables, {lack} is missing");
            return applied;
        }
        catch (PostgresException denied) when (PostgresFailure.IsDenied(denied))
        {
            throw Denied(denied.MessageText, denied);
        }
        catch (Exception failure)
        {
            var known = PostgresFailure.Translate(failure);
            if (known != failure) throw known;
            if (failure is not PostgresException unknown) throw;
            throw new DatabaseRefusedException(
                $"The schema cannot be brought up to date: {unknown.MessageText}.", failure);
        }
    }

    /// <returns>How many scripts were applied.</returns>
    private static async Task<int> MigrateAsync(
        NpgsqlConnection connection, Migrations migrations, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var applied = await ApplyAsync(connection, migrations, now, cancellationToken);
        if (applied == 0 || await PostgresRights.PresentAsync(connection) is not { } tables) return applied;
        await using var analyze = new NpgsqlCommand($"ANALYZE {tables}", connection);
        await analyze.ExecuteNonQueryAsync(cancellationToken);
        return applied;
    }

    /// <returns>How many scripts.</returns>
    private static async Task<int> ApplyAsync(
        NpgsqlConnection connection, Migrations migrations, DateTimeOffset now, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
                await connection.ExecuteAsync(
                    $"SELECT pg_advisory_xact_lock({MigrationLock})", transaction: transaction);
                await connection.ExecuteAsync(WaitShortly, transaction: transaction);
                var applied = migrations.Apply(connection, transaction, now);
                await transaction.CommitAsync(cancellationToken);
                return applied;
            }
            catch (PostgresException held) when (PostgresFailure.IsHeld(held))
            {
                if (attempt == MaxTries) throw await HeldAsync(connection, held);
                await Task.Delay(BetweenTries, TimeProvider.System, cancellationToken);
            }
        }
    }

    private static async Task<DatabaseUnavailableException> HeldAsync(NpgsqlConnection connection, Exception cause) =>
        new(
            "The schema cannot be brought up to date while others use its tables; the longest does the server's "
            + $"process {await connection.ExecuteScalarAsync<string?>(OldestReader) ?? "that just ended"}.",
            cause);

    private static async Task CheckAsync(NpgsqlConnection connection, Migrations migrations)
    {
        if (await connection.ExecuteScalarAsync<string?>("SELECT to_regclass('schema_migrations')::text") is null)
            throw new DatabaseRefusedException(
                "The database holds no Dhmad schema. Start the server once, or run dhmad migrate, to make one.");
        migrations.Check(connection);
    }

    private static DatabaseRefusedException Denied(string why, Exception? cause = null) =>
        new($"The database's role lacks rights that Dhmad needs: {why}. docs/operations.md says which.", cause);
}
