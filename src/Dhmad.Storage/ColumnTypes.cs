using System.Data;
using System.Globalization;
using Dapper;

namespace Dhmad.Storage;

/// <summary>How values that SQL has no type for are kept, the same on every database.</summary>
internal static class ColumnTypes
{
    /// <summary>Tells Dapper, once for the process.</summary>
    public static void Register()
    {
        Replace(new InstantColumn());
        Replace(new UuidColumn());
        Replace(new FlagColumn());
    }

    /// <summary>A value as it is kept.</summary>
    public static object Kept(object? value) => value switch
    {
        null => DBNull.Value,
        DateTimeOffset instant => instant.ToUnixTimeMilliseconds(),
        Guid uuid => uuid.ToString(),
        bool flag => flag ? 1L : 0L,
        _ => value,
    };

    private static void Replace<T>(SqlMapper.TypeHandler<T> handler)
        where T : struct
    {
        SqlMapper.RemoveTypeMap(typeof(T));
        SqlMapper.RemoveTypeMap(typeof(T?));
        SqlMapper.AddTypeHandler(handler);
    }

    private sealed class InstantColumn : SqlMapper.TypeHandler<DateTimeOffset>
    {
        public override void SetValue(IDbDataParameter parameter, DateTimeOffset value)
        {
            parameter.DbType = DbType.Int64;
            parameter.Value = Kept(value);
        }

        public override DateTimeOffset Parse(object value) =>
            DateTimeOffset.FromUnixTimeMilliseconds(Convert.ToInt64(value, CultureInfo.InvariantCulture));
    }

    private sealed class UuidColumn : SqlMapper.TypeHandler<Guid>
    {
        public override void SetValue(IDbDataParameter parameter, Guid value)
        {
            parameter.DbType = DbType.String;
            parameter.Value = Kept(value);
        }

        public override Guid Parse(object value) => Guid.ParseExact((string)value, "D");
    }

    private sealed class FlagColumn : SqlMapper.TypeHandler<bool>
    {
        public override void SetValue(IDbDataParameter parameter, bool value)
        {
            parameter.DbType = DbType.Int64;
            parameter.Value = Kept(value);
        }

        public override bool Parse(object value) => Convert.ToBoolean(value, CultureInfo.InvariantCulture);
    }
}
