using Npgsql;

namespace Dhmad.Storage.Postgres;

/// <summary>Makes connections with the settings everything here relies on.</summary>
internal static class PostgresConnections
{
    private const int MaxPrepared = 200;
    private const int OldestVersion = 140_000;

    // Compiling a statement costs more than any of ours takes. What is written goes by an index, also while a table is
    // small or its statistics are old: a scan would lock, and be asked to wait for, rows that are not touched.
    private const string ReadOptions = "-c jit=off -c default_transaction_read_only=on";
    private const string WriteOptions = "-c jit=off -c enable_seqscan=off -c plan_cache_mode=force_generic_plan";

    /// <exception cref="DatabaseRefusedException">The text is no connection string.</exception>
    public static NpgsqlDataSource Readers(PostgresOptions options) =>
        Source(options, options.Readers, ReadOptions, "dhmad reads");

    /// <exception cref="DatabaseRefusedException">The text is no connection string.</exception>
    public static NpgsqlDataSource Writers(PostgresOptions options) =>
        Source(options, options.Writers + options.Committers, WriteOptions, "dhmad writes");

    /// <summary>Opens a connection and looks that the server is one of ours.</summary>
    /// <exception cref="DatabaseRefusedException">It is too old, or does not let us in.</exception>
    /// <exception cref="DatabaseUnavailableException">It cannot be reached.</exception>
    public static async Task<NpgsqlConnection> OpenAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        var connection = source.CreateConnection();
        try
        {
            await connection.OpenAsync(cancellationToken);
            var version = connection.PostgreSqlVersion;
            if (version.Major * 10_000 < OldestVersion)
                throw new DatabaseRefusedException($"PostgreSQL {version} is too old: Dhmad needs 14 or newer.");
            return connection;
        }
        catch (Exception failure)
        {
            await connection.DisposeAsync();
            var known = PostgresFailure.Translate(failure);
            if (known == failure) throw;
            throw known;
        }
    }

    private static NpgsqlDataSource Source(PostgresOptions options, int size, string settings, string name)
    {
        try
        {
            var text = new NpgsqlConnectionStringBuilder(options.ConnectionString);
            text.Options = $"{text.Options} {settings}".Trim();
            text.ApplicationName ??= name;
            text.MaxPoolSize = size;
            text.Timeout = Seconds(options.ConnectTimeout);
            text.CommandTimeout = Seconds(options.CommandTimeout);
            text.MaxAutoPrepare = MaxPrepared;
            text.AutoPrepareMinUsages = 2;
            text.NoResetOnClose = true;
            text.Enlist = false;
            return new NpgsqlDataSourceBuilder(text.ConnectionString).Build();
        }
        catch (ArgumentException unreadable)
        {
            throw new DatabaseRefusedException(
                "The setting Dhmad:Database is no connection string that Npgsql can read.", unreadable);
        }
    }

    private static int Seconds(TimeSpan time) => (int)Math.Ceiling(time.TotalSeconds);
}
