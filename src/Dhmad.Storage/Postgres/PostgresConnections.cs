using Npgsql;

namespace Dhmad.Storage.Postgres;

/// <summary>Makes connections with the settings everything here relies on.</summary>
internal static class PostgresConnections
{
    /// <summary>Finds in a connection's name which process it belongs to.</summary>
    public const string ProcessPattern = " ([0-9a-f]{16})$";

    private const int MaxPrepared = 200;
    private const int OldestVersion = 140_000;

    /// <summary>The server cuts off what is longer.</summary>
    private const int MaxNameLength = 63;

    /// <summary>A process whose sign of life is not answered for so long gives the lock up.</summary>
    private static readonly TimeSpan LockAnswerLimit = TimeSpan.FromSeconds(5);

    // What another program may have wished for on the same server. How long a command may take, its caller says.
    // And a server lets go of a machine that vanished in about 15 seconds, not in hours: others wait for what it had
    // locked.
    private const string Always =
        @"-c statement_timeout=0 -c idle_session_timeout=0 -c default_transaction_isolation=read\ committed "
        + "-c tcp_keepalives_idle=5 -c tcp_keepalives_interval=2 -c tcp_keepalives_count=3 -c tcp_user_timeout=15000";

    // Compiling a statement costs more than any of ours takes. All but the proof goes by an index, also while a table
    // is small or its statistics are old: plans outlive that, and a scan that writes would lock rows it does not touch.
    private const string ReadOptions =
        "-c jit=off -c enable_seqscan=off -c max_parallel_workers_per_gather=0 -c default_transaction_read_only=on";

    // What is answered was flushed: neither the server nor the connection string decides that.
    private const string WriteOptions =
        "-c jit=off -c enable_seqscan=off -c plan_cache_mode=force_generic_plan -c synchronous_commit=on";

    /// <summary>A new index on a large table takes its time, as does waiting for another node to make it.</summary>
    private static readonly TimeSpan MigrationLimit = TimeSpan.FromHours(1);

    /// <summary>For what is done once, at opening.</summary>
    /// <exception cref="DatabaseRefusedException">The text is no connection string.</exception>
    public static NpgsqlDataSource Openers(PostgresOptions options) =>
        Source(options with { CommandTimeout = MigrationLimit }, 1, "-c jit=off", "dhmad opens");

    /// <exception cref="DatabaseRefusedException">The text is no connection string.</exception>
    public static NpgsqlDataSource Readers(PostgresOptions options) =>
        Source(options, options.Readers, ReadOptions, "dhmad reads");

    /// <exception cref="DatabaseRefusedException">The text is no connection string.</exception>
    public static NpgsqlDataSource Writers(PostgresOptions options) =>
        Source(options, options.Writers, WriteOptions + LockLimit(options, TimeSpan.MaxValue), "dhmad writes");

    /// <summary>Apart from the writers: commits never wait for one of their connections.</summary>
    /// <exception cref="DatabaseRefusedException">The text is no connection string.</exception>
    public static NpgsqlDataSource Committers(PostgresOptions options) =>
        Source(options, options.Committers, WriteOptions + LockLimit(options, options.LockLimit), "dhmad commits");

    /// <summary>A connection that ends when it is closed, and does not wait long for a server that stands still.
    /// </summary>
    /// <exception cref="DatabaseRefusedException">The text is no connection string.</exception>
    public static NpgsqlDataSource ForLock(PostgresOptions options) =>
        Source(options, size: 1, ReadOptions, "dhmad active", text =>
        {
            text.Pooling = false;
            text.CommandTimeout = Seconds(LockAnswerLimit);
            text.CancellationTimeout = -1;
            text.MaxAutoPrepare = 0;
        });

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
            if (connection.PostgresParameters["server_encoding"] is not "UTF8" and var encoding)
                throw new DatabaseRefusedException(
                    $"The database's encoding is {encoding}, in which not every name can be written: "
                    + "Dhmad needs UTF8.");
            return connection;
        }
        catch (PostgresException denied) when (PostgresFailure.IsDenied(denied))
        {
            await connection.DisposeAsync();
            throw new DatabaseRefusedException($"The database does not let Dhmad in: {denied.MessageText}.", denied);
        }
        catch (Exception failure)
        {
            await connection.DisposeAsync();
            if (PostgresFailure.Translate(failure) is DatabaseUnavailableException away)
                throw new DatabaseUnavailableException(ReasonWithHost(away, source), failure);
            if (failure is PostgresException unknown)
                throw new DatabaseRefusedException(
                    $"The database does not take the connection: {unknown.MessageText}.", unknown);
            if (failure is ArgumentException or NotSupportedException)
                throw new DatabaseRefusedException(
                    $"The setting Dhmad:Database has a value that cannot be used: {failure.Message.TrimEnd('.')}.",
                    failure);
            throw;
        }
    }

    /// <summary>What the machine says of a name that it does not know, does not name it.</summary>
    private static string ReasonWithHost(DatabaseUnavailableException away, NpgsqlDataSource source) =>
        new NpgsqlConnectionStringBuilder(source.ConnectionString).Host is { } host
            && !away.Reason.Contains(host, StringComparison.Ordinal)
            ? $"{away.Reason} Its host is {host}."
            : away.Reason;

    /// <summary>A connection of a source that was opened before.</summary>
    /// <exception cref="DatabaseUnavailableException">It cannot be reached.</exception>
    public static async Task<NpgsqlConnection> TakeAsync(NpgsqlDataSource source)
    {
        try
        {
            return await source.OpenConnectionAsync();
        }
        catch (Exception failure) when (PostgresFailure.Translate(failure) is DatabaseUnavailableException away)
        {
            throw away;
        }
    }

    private static NpgsqlDataSource Source(
        PostgresOptions options,
        int size,
        string settings,
        string name,
        Action<NpgsqlConnectionStringBuilder>? change = null)
    {
        try
        {
            var text = new NpgsqlConnectionStringBuilder(options.ConnectionString);
            text.Options = $"{text.Options} {Always} {settings} {SilenceLimit(options)}".Trim();
            text.ApplicationName = NameOf(text.ApplicationName ?? name, options.Process);
            text.Pooling = true;
            text.MinPoolSize = 0;
            text.MaxPoolSize = size;
            text.Multiplexing = false;
            text.IncludeErrorDetail = false; // What an error quotes of a row is nothing for logs.
            text.LogParameters = false;
            text.Timeout = Seconds(options.ConnectTimeout);
            text.CommandTimeout = Seconds(options.CommandTimeout);
            text.MaxAutoPrepare = MaxPrepared;
            text.AutoPrepareMinUsages = 2;
            text.NoResetOnClose = true;
            text.Enlist = false;

            // By "read-write" Npgsql finds the server whose sessions may write, which our readers' never may.
            if (text.TargetSessionAttributes == "read-write") text.TargetSessionAttributes = "primary";
            change?.Invoke(text);
            return new NpgsqlDataSourceBuilder(text.ConnectionString).Build();
        }
        catch (Exception unreadable) when (unreadable is ArgumentException or NotSupportedException)
        {
            throw new DatabaseRefusedException(
                "The setting Dhmad:Database is no connection string that Npgsql can read"
                + $"{ConnectionWords.WhyNot(options.ConnectionString)}.",
                unreadable);
        }
    }

    /// <summary>
    /// Less than a command may take: who waits for a row that is held for ever fails alone, and keeps its connection.
    /// </summary>
    private static string LockLimit(PostgresOptions options, TimeSpan most)
    {
        var half = options.CommandTimeout / 2;
        return $" -c lock_timeout={(int)(half < most ? half : most).TotalMilliseconds}";
    }

    /// <summary>Who stands still in a transaction loses it, and what it had locked is free.</summary>
    private static string SilenceLimit(PostgresOptions options) =>
        $"-c idle_in_transaction_session_timeout={(int)options.SilenceLimit.TotalMilliseconds}";

    private static string NameOf(string name, string process)
    {
        if (process.Length == 0) return name;
        var room = MaxNameLength - process.Length - 1;
        return $"{(name.Length <= room ? name : name[..room])} {process}";
    }

    private static int Seconds(TimeSpan time) => (int)Math.Ceiling(time.TotalSeconds);
}
