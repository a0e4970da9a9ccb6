using System.Data;
using Dhmad.Domain.Escrows;
using Dhmad.Storage.Checkout;
using Dhmad.Storage.Escrows;
using Dhmad.Storage.Postgres.Commits;
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
    private const int MaxTries = 24;

    /// <summary>The pause after the first loss in line; it doubles with each.</summary>
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(250);

    private readonly NpgsqlDataSource readers;
    private readonly NpgsqlDataSource writers;
    private readonly NpgsqlDataSource committers;
    private readonly WaitingLine line;
    private readonly CommitQueue queue;
    private readonly StateReader states;
    private readonly MessageQueue<SessionOpening, CommitOutcome> openings;
    private readonly MessageQueue<Message.Statement, int> statements;
    private readonly EscrowNumbers numbers = new();
    private long races;
    private int closed;

    private PostgresDatabase(PostgresOptions options)
    {
        readers = PostgresConnections.Readers(options);
        writers = PostgresConnections.Writers(options);
        committers = PostgresConnections.Committers(options);
        line = new WaitingLine(writers, options.SilenceLimit);
        queue = new CommitQueue(committers, options, numbers);
        states = new StateReader(ReadStatesAsync);
        openings = new MessageQueue<SessionOpening, CommitOutcome>(writers, OpeningRows.WriteAsync, OpenAloneAsync);
        statements = new MessageQueue<Message.Statement, int>(writers, Message.ExecuteInOrderAsync, ExecuteAloneAsync);
    }

    /// <summary>For whatever else of the process talks to this database, such as the cluster's membership.</summary>
    public NpgsqlDataSource Source => writers;

    /// <summary>The queue, for tests that look inside or fail it on purpose.</summary>
    internal CommitQueue Queue => queue;

    /// <summary>The queue of new sessions, for tests that look inside.</summary>
    internal MessageQueue<SessionOpening, CommitOutcome> Openings => openings;

    /// <summary>The queue of single statements that write, for tests that look inside.</summary>
    internal MessageQueue<Message.Statement, int> Statements => statements;

    /// <summary>How often a write lost against another and ran again; commits of escrows aside.</summary>
    internal long Races => Interlocked.Read(ref races);

    /// <summary>Opens the database in its role and, for a server, brings its schema up to date.</summary>
    /// <exception cref="DatabaseRefusedException">The setting, the server or the schema is refused.</exception>
    /// <exception cref="DatabaseUnavailableException">It cannot be reached or read.</exception>
    public static Task<PostgresDatabase> OpenAsync(
        PostgresOptions options, TimeProvider time, CancellationToken cancellationToken) =>
        OpenAsync(options, Script.All("Postgres"), time, cancellationToken);

    internal static async Task<PostgresDatabase> OpenAsync(
        PostgresOptions options, IReadOnlyList<Script> scripts, TimeProvider time, CancellationToken cancellationToken)
    {
        var applied = await PostgresSchema.PrepareAsync(
            options, new Migrations(scripts), time.GetUtcNow(), cancellationToken);
        return new PostgresDatabase(options) { AppliedScripts = applied };
    }

    /// <summary>As for every database; and it may be run twice.</summary>
    public override Task<T> ReadAsync<T>(Func<Work, Task<T>> read, CancellationToken cancellationToken) =>
        RunTwiceAsync(async () =>
        {
            await using var connection = await readers.OpenConnectionAsync(cancellationToken);
            await using var snapshot =
                await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
            var result = await read(new Work(connection, snapshot));
            await snapshot.CommitAsync(cancellationToken);
            return result;
        });

    /// <summary>As for every database; and it may be run twice.</summary>
    public override Task<T> QueryAsync<T>(Func<Work, Task<T>> query, CancellationToken cancellationToken) =>
        RunTwiceAsync(async () =>
        {
            await using var connection = await readers.OpenConnectionAsync(cancellationToken);
            return await query(new Work(connection, transaction: null, most: 1));
        });

    public override Task<byte[]?> StateAsync(string escrowId, CancellationToken cancellationToken) =>
        states.ReadAsync(escrowId, cancellationToken);

    public override Task<T> WriteAsync<T>(Func<Work, Task<T>> write, CancellationToken cancellationToken) =>
        WriteAsync(IsolationLevel.Serializable, write, cancellationToken);

    public override Task<T> WriteOnSnapshotAsync<T>(
        Func<Work, Task<T>> write, CancellationToken cancellationToken) =>
        WriteAsync(IsolationLevel.RepeatableRead, write, cancellationToken);

    private async Task<T> WriteAsync<T>(
        IsolationLevel isolation, Func<Work, Task<T>> write, CancellationToken cancellationToken)
    {
        var isBrokenOff = false;
        for (var attempt = 1; ; attempt++)
        {
            var ending = new Ending();
            try
            {
                return attempt <= TriesSideBySide
                    ? await WriteOnceAsync(isolation, write, ending, cancellationToken)
                    : await line.RunAsync(
                        connection => WriteAloneAsync(connection, isolation, write, ending, cancellationToken),
                        cancellationToken);
            }
            catch (Exception failure) when (attempt < MaxTries && PostgresFailure.IsRace(failure))
            {
                Interlocked.Increment(ref races);
                cancellationToken.ThrowIfCancellationRequested();
                if (attempt > TriesSideBySide) await PauseAsync(attempt - TriesSideBySide, cancellationToken);
            }
            catch (Exception failure)
                when (!isBrokenOff && !ending.WasAskedFor && PostgresFailure.IsBrokenOff(failure))
            {
                isBrokenOff = true;
            }
            catch (Exception failure) when (PostgresFailure.Translate(failure) is var known && known != failure)
            {
                throw known;
            }
        }
    }

    public override Task<T> WriteOneAsync<T>(Func<Work, Task<T>> write, CancellationToken cancellationToken) =>
        RunTwiceAsync(async () =>
        {
            await using var connection = await writers.OpenConnectionAsync(cancellationToken);
            using var replica = new ReplicaWait(connection);
            var result = await write(new Work(connection, transaction: null, most: 1));
            replica.ThrowIfGivenUp();
            return result;
        });

    public override Task<int> WriteTogetherAsync<T>(string sql, T args, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return statements.EnqueueAsync(Message.Statement.Of(sql, args));
    }

    public override async Task<CommitOutcome> CommitAsync(EscrowCommit commit, CancellationToken cancellationToken) =>
        await queue.EnqueueAsync(new QueuedCommit(new PreparedCommit(commit), cancellationToken));

    public override Task<CommitOutcome> OpenSessionAsync(SessionOpening opening, CancellationToken cancellationToken)
    {
        if (opening.Idempotency is { } record) IdempotencyStore.JudgeSealed(record);
        return openings.EnqueueAsync(opening);
    }

    public override async Task PingAsync(CancellationToken cancellationToken)
    {
        var isReplica = await QueryAsync(
            work => work.FirstAsync<bool>("SELECT pg_is_in_recovery() FROM schema_migrations LIMIT 1"),
            cancellationToken);
        if (isReplica) throw new DatabaseUnavailableException("The database is a replica, which cannot be written.");
    }

    internal override Task<bool> ReachesDiskAsync(CancellationToken cancellationToken) =>
        QueryAsync(work => work.FirstAsync<bool>("SELECT current_setting('fsync')::boolean"), cancellationToken);

    /// <summary>Writes what still waits, then lets the connections go.</summary>
    public override async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref closed, 1) == 1) return;
        await queue.DisposeAsync();
        await openings.DisposeAsync();
        await statements.DisposeAsync();
        await states.DisposeAsync();
        await committers.DisposeAsync();
        await readers.DisposeAsync();
        await writers.DisposeAsync();
        line.Dispose();
    }

    /// <summary>
    /// Done as well when a message whose answer was lost has written it. The row is locked, so that this waits for a
    /// synchronous replica as well.
    /// </summary>
    private Task<CommitOutcome> OpenAloneAsync(SessionOpening opening) =>
        Refused.AsOutcomeAsync(() => WriteAsync(
            async work => await work.FirstAsync<string>(
                "SELECT id FROM checkout_sessions WHERE id = @Id FOR NO KEY UPDATE", new { opening.Session.Id }) is null
                ? await opening.WriteAsync(work)
                : CommitOutcome.Done,
            CancellationToken.None));

    private Task<int> ExecuteAloneAsync(Message.Statement statement) =>
        RunTwiceAsync(async () =>
        {
            await using var connection = await writers.OpenConnectionAsync();
            using var replica = new ReplicaWait(connection);
            var changed = await Message.ExecuteAsync(connection, [statement]);
            replica.ThrowIfGivenUp();
            return changed[0];
        });

    /// <summary>One statement, which is a snapshot by itself.</summary>
    private Task<Dictionary<string, byte[]>> ReadStatesAsync(string[] escrowIds) =>
        RunTwiceAsync(async () =>
        {
            await using var command = readers.CreateCommand("SELECT id, state, number FROM escrows WHERE id = ANY($1)");
            command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = escrowIds });
            await using var rows = await command.ExecuteReaderAsync();
            var found = new Dictionary<string, byte[]>(escrowIds.Length, StringComparer.Ordinal);
            while (await rows.ReadAsync())
            {
                var id = rows.GetString(0);
                found[id] = rows.GetFieldValue<byte[]>(1);
                numbers.Learn(id, rows.GetInt64(2));
            }

            return found;
        });

    /// <summary>
    /// Once more where the first connection was broken, as all are that were idle while the server started again.
    /// </summary>
    private static async Task<T> RunTwiceAsync<T>(Func<Task<T>> run)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await run();
            }
            catch (Exception failure) when (attempt == 1 && PostgresFailure.IsBrokenOff(failure))
            {
                // The next connection is a new one.
            }
            catch (Exception failure) when (PostgresFailure.Translate(failure) is var known && known != failure)
            {
                throw known;
            }
        }
    }

    /// <summary>
    /// Who loses even in line meets a commit that waits for its flush, and loses against it until that is done: all
    /// tries together must take longer, some three seconds.
    /// </summary>
    private static Task PauseAsync(int losses, CancellationToken cancellationToken)
    {
        var pause = ShortestPause * (1 << (losses - 1));
        return Task.Delay(pause < LongestPause ? pause : LongestPause, TimeProvider.System, cancellationToken);
    }

    private async Task<T> WriteOnceAsync<T>(
        IsolationLevel isolation, Func<Work, Task<T>> write, Ending ending, CancellationToken cancellationToken)
    {
        await using var connection = await writers.OpenConnectionAsync(cancellationToken);
        return await WriteAloneAsync(connection, isolation, write, ending, cancellationToken);
    }

    private static async Task<T> WriteAloneAsync<T>(
        NpgsqlConnection connection,
        IsolationLevel isolation,
        Func<Work, Task<T>> write,
        Ending ending,
        CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(isolation, cancellationToken);
        var result = await write(new Work(connection, transaction));
        ending.WasAskedFor = true;
        using var replica = new ReplicaWait(connection);
        await transaction.CommitAsync(CancellationToken.None);
        replica.ThrowIfGivenUp();
        return result;
    }

    /// <summary>
    /// The end of a write. Before it was asked for, a broken connection wrote nothing; from then on, nobody knows.
    /// </summary>
    private sealed class Ending
    {
        public bool WasAskedFor { get; set; }
    }
}
