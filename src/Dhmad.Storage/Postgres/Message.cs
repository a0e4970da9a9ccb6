using System.Reflection;
using Npgsql;
using NpgsqlTypes;

namespace Dhmad.Storage.Postgres;

/// <summary>One statement for many rows that goes to the server as one message, and is answered as one.</summary>
internal static class Message
{
    /// <param name="rows">The properties of each are its parameters, kept as <see cref="ColumnTypes"/> says.</param>
    /// <returns>How many rows each of them changed.</returns>
    public static async Task<IReadOnlyList<int>> ExecuteEachAsync<T>(
        NpgsqlConnection connection, string sql, IReadOnlyList<T> rows)
        where T : class
    {
        await using var batch = new NpgsqlBatch(connection);
        var commands = rows.Select(row => Command(sql, row)).ToArray();
        foreach (var command in commands) batch.BatchCommands.Add(command);
        await batch.ExecuteNonQueryAsync();
        return Array.ConvertAll(commands, command => command.RecordsAffected);
    }

    private static NpgsqlBatchCommand Command<T>(string sql, T row)
        where T : class
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var property in Row<T>.Properties) command.Parameters.Add(Parameter(property, row));
        return command;
    }

    private static NpgsqlParameter Parameter(PropertyInfo property, object row)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        var kept = type == typeof(byte[]) ? NpgsqlDbType.Bytea
            : type == typeof(string) || type == typeof(Guid) ? NpgsqlDbType.Text
            : NpgsqlDbType.Bigint;
        return new NpgsqlParameter(property.Name, kept) { Value = ColumnTypes.Kept(property.GetValue(row)) };
    }

    private static class Row<T>
    {
        public static readonly PropertyInfo[] Properties = typeof(T).GetProperties();
    }
}
