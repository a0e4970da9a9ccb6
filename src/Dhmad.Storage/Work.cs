using System.Data.Common;
using Dapper;
using Dhmad.Storage.Postgres;
using Npgsql;

namespace Dhmad.Storage;

/// <summary>
/// One snapshot or one transaction at work. Parameters are named (<c>@id</c>); <see cref="Guid"/> is kept as lower-case
/// text, <see cref="DateTimeOffset"/> as unix milliseconds, <see cref="bool"/> as 1 and 0.
/// </summary>
/// <param name="most">How many statements it may run: one, where there is no transaction to hold more together.</param>
public sealed class Work(DbConnection connection, DbTransaction? transaction, int most = int.MaxValue)
{
    private int statements;

    static Work() => ColumnTypes.Register();

    public DbConnection Connection { get; } = connection;

    public DbTransaction? Transaction { get; } = transaction;

    /// <summary>
    /// Ends a query for a row that decides, and that an escrow's commit may change meanwhile: it stays as it was read
    /// until this write ends. Empty where one writer is alone anyway.
    /// </summary>
    public string ForShare => Connection is NpgsqlConnection ? "FOR SHARE" : "";

    /// <summary>The same of one of several tables that a query joins, for any write that may change it.</summary>
    public string ForShareOf(string table) => Connection is NpgsqlConnection ? $"FOR SHARE OF {table}" : "";

    /// <summary>From here on queries look at whole tables, which is then the cheapest way.</summary>
    public Task LookAtAllAsync() =>
        Connection is NpgsqlConnection ? ExecuteAsync("SET LOCAL enable_seqscan = on") : Task.CompletedTask;

    /// <summary>Returns how many rows it changed.</summary>
    public Task<int> ExecuteAsync(string sql, object? args = null) => Next().ExecuteAsync(sql, args, Transaction);

    /// <summary>The same statement with each of these parameters; on PostgreSQL in one message.</summary>
    /// <returns>How many rows each of them changed.</returns>
    public async Task<IReadOnlyList<int>> ExecuteEachAsync<T>(string sql, IReadOnlyList<T> rows)
        where T : class
    {
        if (rows.Count == 0) return [];
        if (Next() is NpgsqlConnection postgres) return await Message.ExecuteEachAsync(postgres, sql, rows);
        var changed = new int[rows.Count];
        for (var at = 0; at < changed.Length; at++)
            changed[at] = await Connection.ExecuteAsync(sql, rows[at], Transaction);
        return changed;
    }

    /// <summary>The first row, or default when there is none.</summary>
    public Task<T?> FirstAsync<T>(string sql, object? args = null) =>
        Next().QueryFirstOrDefaultAsync<T>(sql, args, Transaction);

    public async Task<IReadOnlyList<T>> ListAsync<T>(string sql, object? args = null) =>
        (await Next().QueryAsync<T>(sql, args, Transaction)).AsList();

    /// <summary>Row by row, for results that may be large.</summary>
    public IAsyncEnumerable<T> StreamAsync<T>(string sql, object? args = null) =>
        Next().QueryUnbufferedAsync<T>(sql, args, Transaction);

    private DbConnection Next() => ++statements <= most
        ? Connection
        : throw new InvalidOperationException("One query was announced, and there are more: they may not agree.");
}
