using Dapper;
using Dhmad.Domain.Escrows;
using Dhmad.Storage.Escrows;
using Dhmad.Storage.Schema;
using Microsoft.Data.Sqlite;

namespace Dhmad.Storage.Sqlite;

/// <summary>One SQLite file: a pool of readers, and one writer thread that commits whatever waits together.</summary>
public sealed class SqliteDatabase : Database
{
    private readonly ProcessLock? processLock;
    private readonly ReaderPool readers;
    private readonly CommitQueue? queue;
    private readonly StateReader states;
    private int closed;

    private SqliteDatabase(ProcessLock? processLock, ReaderPool readers, CommitQueue? queue)
    {
        (this.processLock, this.readers, this.queue) = (processLock, readers, queue);
        states = new StateReader(readers.StatesAsync);
    }

    /// <summary>The queue, for tests that look inside or fail it on purpose; a reader has none.</summary>
    internal CommitQueue Queue => queue ?? throw new InvalidOperationException("A reader writes nothing.");

    /// <summary>Opens the file in its role and, but for readers, brings its schema up to date.</summary>
    /// <exception cref="DatabaseRefusedException">Another server holds it, or its schema is refused.</exception>
    /// <exception cref="DatabaseUnavailableException">It cannot be opened or read.</exception>
    public static Task<SqliteDatabase> OpenAsync(
        SqliteOptions options, TimeProvider time, CancellationToken cancellationToken) =>
        OpenAsync(options, Script.All("Sqlite"), time, cancellationToken);

    internal static Task<SqliteDatabase> OpenAsync(
        SqliteOptions options, IReadOnlyList<Script> scripts, TimeProvider time, CancellationToken cancellationToken) =>
        Task.Run(() => Open(options, new Migrations(scripts), time.GetUtcNow()), cancellationToken);

    public override Task<T> ReadAsync<T>(Func<Work, Task<T>> read, CancellationToken cancellationToken) =>
        readers.ReadAsync(read, cancellationToken);

    /// <summary>A statement prepared once per connection: parsing it anew costs more than running it.</summary>
    public override Task<byte[]?> StateAsync(string escrowId, CancellationToken cancellationToken) =>
        states.ReadAsync(escrowId, cancellationToken);

    public override Task<T> WriteAsync<T>(Func<Work, Task<T>> write, CancellationToken cancellationToken) =>
        Queue.EnqueueAsync(new QueuedWork<T>(write, cancellationToken));

    public override async Task<CommitOutcome> CommitAsync(EscrowCommit commit, CancellationToken cancellationToken) =>
        await Queue.EnqueueAsync(new QueuedCommit(new PreparedCommit(commit), cancellationToken));

    /// <summary>Writes what still waits, then lets the file go.</summary>
    public override async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref closed, 1) == 1) return;
        if (queue is not null) await queue.DisposeAsync();
        await states.DisposeAsync();
        readers.Dispose();
        processLock?.Dispose();
    }

    private static SqliteDatabase Open(SqliteOptions options, Migrations migrations, DateTimeOffset now)
    {
        var path = FileOf(options.Path);
        options = options with { Path = path };
        if (options.Role == DatabaseRole.Reader && !File.Exists(path))
            throw new DatabaseUnavailableException($"There is no database at {path}.");
        OwnFiles.MakeFolder(Path.GetDirectoryName(path)!);
        var held = options.Role == DatabaseRole.Reader ? null : ProcessLock.TryTake(path);
        if (held is null && options.Role == DatabaseRole.Server)
            throw new DatabaseRefusedException(
                $"Another Dhmad server has {path} open. One server runs on a SQLite file: " +
                "stop it, or use another file.");
        try
        {
            return OpenHeld(options, migrations, now, held);
        }
        catch (Exception failure)
        {
            held?.Dispose();
            var known = SqliteFailure.Translate(failure);
            if (known == failure) throw;
            throw known;
        }
    }

    /// <summary>The file itself, whatever link leads to it: two servers that name it differently must meet.</summary>
    private static string FileOf(string path) =>
        new FileInfo(path) is { LinkTarget: not null } link
            ? link.ResolveLinkTarget(returnFinalTarget: true)!.FullName
            : Path.GetFullPath(path);

    private static SqliteDatabase OpenHeld(
        SqliteOptions options, Migrations migrations, DateTimeOffset now, ProcessLock? held)
    {
        var isReader = options.Role == DatabaseRole.Reader;
        if (held is not null) OwnFiles.Make(options.Path);
        var connection = isReader ? SqliteConnections.OpenReader(options) : SqliteConnections.OpenWriter(options);
        try
        {
            var applied = 0;
            if (held is null) Check(connection, migrations, options.Path);
            else applied = Migrate(connection, migrations, now);
            var isServer = options.Role == DatabaseRole.Server;
            if (!isServer) held?.Dispose();
            if (isReader) connection.Dispose();
            var checkpointer = isServer
                ? new Checkpointer(SqliteConnections.OpenWriter(options), options.CheckpointPages)
                : null;
            var queue = isReader ? null : new CommitQueue(connection, options, checkpointer);
            return new SqliteDatabase(isServer ? held : null, new ReaderPool(options), queue)
            {
                AppliedScripts = applied,
            };
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static void Check(SqliteConnection connection, Migrations migrations, string path)
    {
        const string known = "SELECT count(*) FROM sqlite_master WHERE name = 'schema_migrations'";
        if (connection.ExecuteScalar<long>(known) == 0)
            throw new DatabaseRefusedException(
                $"{path} holds no Dhmad database. Start the server once to make it one.");
        migrations.Check(connection);
    }

    /// <returns>How many scripts were applied.</returns>
    private static int Migrate(SqliteConnection connection, Migrations migrations, DateTimeOffset now)
    {
        // A table is changed by putting another in its place, and foreign keys must not follow the old one away.
        SqliteConnections.Run(connection, "PRAGMA foreign_keys = OFF");
        using var transaction = connection.BeginTransaction(deferred: false);
        var applied = migrations.Apply(connection, transaction, now);
        if (applied > 0 && connection.Query("PRAGMA foreign_key_check", transaction: transaction).Any())
            throw new DatabaseRefusedException("The schema cannot be brought up to date: a row refers to no other.");
        transaction.Commit();
        SqliteConnections.Run(connection, "PRAGMA foreign_keys = ON");
        if (applied > 0) SqliteConnections.Run(connection, "ANALYZE");
        return applied;
    }
}
