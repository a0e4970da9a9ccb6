using System.Data;
using Dapper;
using Dhmad.Domain.Escrows;
using Dhmad.Storage.Escrows;
using Dhmad.Storage.Schema;
using Npgsql;

namespace Dhmad.Storage.Postgres;

/// <summary>
/// One PostgreSQL database, for any number of nodes. Escrows' commits of this process go together; every other write is
/// a transaction of its own that sees and leaves the database as if it were alone.
/// </summary>
public sealed class PostgresDatabase : Database
{
    /// <summary>A write that lost so often against others waits in line with those like it.</summary>
    private const int TriesSideBySide = 4;
    private const int MaxTries = 12;

    /// <summary>The locks' numbers, anything but small: other programs may use the same database.</summary>
    private const long MigrationLock = 0x44686d61_64000001;
    private const long LineLock = 0x44686d61_64000002;

    private readonly NpgsqlDataSource readers;
    private readonly NpgsqlDataSource writers;
    private readonly CommitQueue queue;
    private int closed;

    private PostgresDatabase(NpgsqlDataSource readers, NpgsqlDataSource writers, PostgresOptions options)
    {
        this.readers = readers;
        this.writers = writers;
        queue = new CommitQueue(writers, options);
    }

    /// <summary>For whatever else of the process talks to this database, such as the cluster's membership.</summary>
    public NpgsqlDataSource Source => writers;

    /// <summary>The queue, for tests that look inside or fail it on purpose.</summary>
    internal CommitQueue Queue => queue;

    /// <summary>Opens the database in its role and, for a server, brings its schema up to date.</summary>
    /// <exception cref="DatabaseRefusedException">The setting, the server or the schema is refused.</exception>
    /// <exception cref="DatabaseUnavailableException">It cannot be reached or read.</exception>
    public static Task<PostgresDatabase> OpenAsync(
        PostgresOptions options, TimeProvider time, CancellationToken cancellationToken) =>
        OpenAsync(options, Script.All("Postgres"), time, cancellationToken);

    internal static async Task<PostgresDatabase> OpenAsync(
        PostgresOptions options, IReadOnlyList<Script> scripts, TimeProvider time, CancellationToken cancellationToken)
    {
        var readers = PostgresConnections.Readers(options);
        var writers = PostgresConnections.Writers(options);
        try
        {
            await PrepareAsync(writers, options.Role, new Migrations(scripts), time.GetUtcNow(), cancellationToken);
            return new PostgresDatabase(readers, writers, options);
        }
        catch
        {
            await readers.DisposeAsync();
            await writers.DisposeAsync();
            throw;
        }
    }

    public override async Task<T> ReadAsync<T>(Func<Work, Task<T>> read, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await readers.OpenConnectionAsync(cancellationToken);
            await using var snapshot =
                await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
            var result = await read(new Work(connection, snapshot));
            await snapshot.CommitAsync(cancellationToken);
            return result;
        }
        catch (Exception failure) when (PostgresFailure.Translate(failure) is DatabaseUnavailableException known)
        {
            throw known == failure ? known : new DatabaseUnavailableException(known.Message, failure);
        }
    }

    /// <summary>One statement, which is a snapshot by itself.</summary>
    public override async Task<byte[]?> StateAsync(string escrowId, CancellationToken cancellationToken)
    {
        try
        {
            await using var command = readers.CreateCommand("SELECT state FROM escrows WHERE id = $1");
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = escrowId });
            return (byte[]?)await command.ExecuteScalarAsync(cancellationToken);
        }
        catch (Exception failure)
        {
            var known = PostgresFailure.Translate(failure);
            if (known == failure) throw;
            throw known;
        }
    }

    public override async Task<T> WriteAsync<T>(Func<Work, Task<T>> write, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await WriteOnceAsync(write, inLine: attempt > TriesSideBySide, cancellationToken);
            }
            catch (Exception failure) when (attempt < MaxTries && PostgresFailure.IsRace(failure))
            {
                cancellationToken.ThrowIfCancellationRequested();
            }
            catch (Exception failure)
            {
                var known = PostgresFailure.Translate(failure);
                if (known == failure) throw;
                throw known;
            }
        }
    }

    public override Task<CommitOutcome> CommitAsync(EscrowCommit commit, CancellationToken cancellationToken) =>
        queue.EnqueueAsync(new QueuedCommit(new PreparedCommit(commit), cancellationToken));

    /// <summary>Writes what still waits, then lets the connections go.</summary>
    public override async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref closed, 1) == 1) return;
        await queue.DisposeAsync();
        await readers.DisposeAsync();
        await writers.DisposeAsync();
    }

    private async Task<T> WriteOnceAsync<T>(
        Func<Work, Task<T>> write, bool inLine, CancellationToken cancellationToken)
    {
        await using var connection = await writers.OpenConnectionAsync(cancellationToken);
        if (!inLine) return await WriteAloneAsync(connection, write, cancellationToken);

        // Taken before the transaction, whose snapshot would otherwise be older than its turn.
        await connection.ExecuteAsync($"SELECT pg_advisory_lock({LineLock})");
        try
        {
            return await WriteAloneAsync(connection, write, cancellationToken);
        }
        finally
        {
            if (connection.State == ConnectionState.Open)
                await connection.ExecuteAsync($"SELECT pg_advisory_unlock({LineLock})");
        }
    }

    private static async Task<T> WriteAloneAsync<T>(
        NpgsqlConnection connection, Func<Work, Task<T>> write, CancellationToken cancellationToken)
    {
        await using var transaction =
            await connection.BeginTransactionAsync(IsolationLevel.Serializable, cancellationToken);
        var result = await write(new Work(connection, transaction));
        await transaction.CommitAsync(CancellationToken.None);
        return result;
    }

    private static async Task PrepareAsync(
        NpgsqlDataSource source,
        DatabaseRole role,
        Migrations migrations,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        await using var connection = await PostgresConnections.OpenAsync(source, cancellationToken);
        try
        {
            if (role == DatabaseRole.Server) await MigrateAsync(connection, migrations, now, cancellationToken);
            else await CheckAsync(connection, migrations);
        }
        catch (PostgresException failure)
        {
            throw new DatabaseRefusedException(
                $"The schema cannot be brought up to date: {failure.MessageText}.", failure);
        }
        catch (Exception failure)
        {
            var known = PostgresFailure.Translate(failure);
            if (known == failure) throw;
            throw known;
        }
    }

    private static async Task MigrateAsync(
        NpgsqlConnection connection, Migrations migrations, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await connection.ExecuteAsync($"SELECT pg_advisory_xact_lock({MigrationLock})", transaction: transaction);
        var applied = migrations.Apply(connection, transaction, now);
        await transaction.CommitAsync(cancellationToken);
        if (applied == 0) return;
        await using var analyze = new NpgsqlCommand("ANALYZE", connection);
        await analyze.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task CheckAsync(NpgsqlConnection connection, Migrations migrations)
    {
        if (await connection.ExecuteScalarAsync<string?>("SELECT to_regclass('schema_migrations')::text") is null)
            throw new DatabaseRefusedException(
                "The database holds no Dhmad schema. Start the server once to make one.");
        migrations.Check(connection);
    }
}
