using System.Data;
using Npgsql;

namespace Dhmad.Storage.Tests.Postgres;

/// <summary>Arguments as the providers hand them over: named, and typed even when null.</summary>
internal static class Argument
{
    public static NpgsqlParameter Text(string name, string? value) => Of(name, DbType.String, value);

    public static NpgsqlParameter Number(string name, int? value) => Of(name, DbType.Int32, value);

    public static NpgsqlParameter Large(string name, long? value) => Of(name, DbType.Int64, value);

    public static NpgsqlParameter Time(string name, DateTime? value) => Of(name, DbType.DateTime, value);

    public static NpgsqlParameter Bytes(string name, byte[]? value) => Of(name, DbType.Binary, value);

    private static NpgsqlParameter Of(string name, DbType type, object? value) =>
        new() { ParameterName = name, DbType = type, Value = value ?? DBNull.Value };
}
