using System.Reflection;
using Npgsql;
using NpgsqlTypes;

namespace Dhmad.Storage.Postgres;

/// <summary>Statements that go to the server as one message, and are answered as one.</summary>
internal static class Message
{
    /// <param name="rows">The properties of each are its parameters, kept as <see cref="ColumnTypes"/> says.</param>
    /// <returns>How many rows each of them changed.</returns>
    public static Task<IReadOnlyList<int>> ExecuteEachAsync<T>(
        NpgsqlConnection connection, string sql, IReadOnlyList<T> rows)
        where T : class =>
        ExecuteAsync(connection, [.. rows.Select(row => Statement.Of(sql, row))]);

    /// <summary>All of them, or none where one fails.</summary>
    /// <returns>How many rows each of them changed.</returns>
    public static async Task<IReadOnlyList<int>> ExecuteAsync(
        NpgsqlConnection connection, IReadOnlyList<Statement> statements)
    {
        await using var batch = new NpgsqlBatch(connection);
        var commands = statements.Select(statement => statement.ToCommand()).ToArray();
        foreach (var command in commands) batch.BatchCommands.Add(command);
        await batch.ExecuteNonQueryAsync();
        return Array.ConvertAll(commands, command => command.RecordsAffected);
    }

    /// <summary>
    /// All of them, or none where one fails, in the order of the rows that their first two parameters name: two
    /// messages that write the same rows then wait for each other once, and not both ways.
    /// </summary>
    /// <returns>How many rows each of them changed, as they were given.</returns>
    public static async Task<IReadOnlyList<int>> ExecuteInOrderAsync(
        NpgsqlConnection connection, IReadOnlyList<Statement> statements)
    {
        int[] order =
            [.. Enumerable.Range(0, statements.Count).OrderBy(at => statements[at].Row, StringComparer.Ordinal)];
        var changed = await ExecuteAsync(connection, [.. order.Select(at => statements[at])]);
        var answers = new int[order.Length];
        for (var at = 0; at < order.Length; at++) answers[order[at]] = changed[at];
        return answers;
    }

    /// <summary>A statement with its parameters.</summary>
    public sealed record Statement(string Sql, IReadOnlyList<(string Name, NpgsqlDbType Type, object Value)> Parameters)
    {
        /// <summary>What tells the row it writes from others.</summary>
        public string Row => string.Join('\n', Parameters.Take(2).Select(parameter => parameter.Value));

        public static Statement Of<T>(string sql, T row)
            where T : class =>
            new(sql, Array.ConvertAll(Properties<T>.All, property =>
                (property.Name, TypeOf(property), ColumnTypes.Kept(property.GetValue(row)))));

        /// <summary>A new one each time: it may be sent twice.</summary>
        public NpgsqlBatchCommand ToCommand()
        {
            var command = new NpgsqlBatchCommand(Sql);
            foreach (var (name, type, value) in Parameters)
                command.Parameters.Add(new NpgsqlParameter(name, type) { Value = value });
            return command;
        }

        private static NpgsqlDbType TypeOf(PropertyInfo property)
        {
            var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
            return type == typeof(byte[]) ? NpgsqlDbType.Bytea
                : type == typeof(string) || type == typeof(Guid) ? NpgsqlDbType.Text
                : NpgsqlDbType.Bigint;
        }
    }

    private static class Properties<T>
    {
        public static readonly PropertyInfo[] All = typeof(T).GetProperties();
    }
}
