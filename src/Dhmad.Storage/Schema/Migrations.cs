using System.Data.Common;
using Dapper;
using Npgsql;

namespace Dhmad.Storage.Schema;

/// <summary>
/// Brings a schema up to date: each script once, in order, remembered with its checksum.
/// The caller holds the lock and the transaction.
/// </summary>
internal sealed class Migrations(IReadOnlyList<Script> scripts)
{
    private const string Table =
        """
        CREATE TABLE schema_migrations (
            number INTEGER NOT NULL PRIMARY KEY,
            name TEXT NOT NULL,
            checksum TEXT NOT NULL,
            applied_at BIGINT NOT NULL)
        """;

    /// <summary>Applies what is missing.</summary>
    /// <returns>How many scripts were applied.</returns>
    /// <exception cref="DatabaseRefusedException">
    /// An applied script was changed, or the schema is newer than this program.
    /// </exception>
    public int Apply(DbConnection connection, DbTransaction? transaction, DateTimeOffset now)
    {
        // A role that owns no table may serve on a present schema; even "if not exists" would be refused to it.
        if (!connection.ExecuteScalar<bool>(IsThere(connection), transaction: transaction))
            Execute(connection, transaction, Table, "The database holds no Dhmad schema");
        var missing = Missing(connection, transaction);
        foreach (var script in missing)
        {
            Execute(connection, transaction, script.Sql, $"The database lacks schema script {script.Name}");
            connection.Execute(
                """
                INSERT INTO schema_migrations (number, name, checksum, applied_at)
                VALUES (@Number, @Name, @Checksum, @At)
                """,
                new { script.Number, script.Name, script.Checksum, At = now.ToUnixTimeMilliseconds() },
                transaction);
        }

        return missing.Count;
    }

    /// <summary>Refuses a schema that is not exactly the present one, and changes nothing.</summary>
    /// <exception cref="DatabaseRefusedException">It is older, newer or changed.</exception>
    public void Check(DbConnection connection)
    {
        if (Missing(connection, transaction: null) is [var first, ..])
            throw new DatabaseRefusedException(
                $"The database lacks schema script {first.Name}. "
                + "Start the server once, or run dhmad migrate, to bring it up to date.");
    }

    private static void Execute(DbConnection connection, DbTransaction? transaction, string sql, string lack)
    {
        try
        {
            connection.Execute(sql, transaction: transaction);
        }
        catch (PostgresException denied) when (denied.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new DatabaseRefusedException(
                $"{lack}, and its role may not apply it ({denied.MessageText}): run dhmad migrate as the owner.",
                denied);
        }
    }

    private static string IsThere(DbConnection connection) => connection is NpgsqlConnection
        ? "SELECT to_regclass('schema_migrations') IS NOT NULL"
        : "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'schema_migrations')";

    private List<Script> Missing(DbConnection connection, DbTransaction? transaction)
    {
        var applied = connection.Query<(long Number, string Name, string Checksum)>(
            "SELECT number, name, checksum FROM schema_migrations ORDER BY number", transaction: transaction).AsList();
        var known = scripts.ToDictionary(script => (long)script.Number);
        foreach (var (number, name, checksum) in applied)
        {
            if (!known.TryGetValue(number, out var script))
                throw new DatabaseRefusedException(
                    $"The database has schema script {name}, which this version of Dhmad does not know. " +
                    "Use a newer version.");
            if (script.Checksum != checksum)
                throw new DatabaseRefusedException(
                    $"Schema script {script.Name} was changed after it was applied. " +
                    "Restore it; changes belong in a new script.");
        }

        var last = applied.Count == 0 ? 0 : applied[^1].Number;
        var missing = scripts.Where(script => applied.TrueForAll(row => row.Number != script.Number)).ToList();
        if (missing.Find(script => script.Number < last) is { } late)
            throw new DatabaseRefusedException(
                $"Schema script {late.Name} comes before {applied[^1].Name}, which is already applied. " +
                "Give it a later number.");
        return missing;
    }
}
