using Npgsql;
using NpgsqlTypes;

namespace Dhmad.Storage.Postgres.Commits;

/// <summary>
/// One statement over many rows: each parameter is a column, <c>$1</c> being the first that was asked for.
/// </summary>
internal sealed class BatchStatement(string sql)
{
    private readonly List<NpgsqlParameter> columns = [];

    /// <summary>How many rows were added; a statement without any is not sent.</summary>
    public int Rows { get; set; }

    public List<string?> Texts() => Column<string?>(NpgsqlDbType.Text);

    public List<long?> Numbers() => Column<long?>(NpgsqlDbType.Bigint);

    public List<byte[]?> Blobs() => Column<byte[]?>(NpgsqlDbType.Bytea);

    public NpgsqlBatchCommand ToCommand()
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var column in columns) command.Parameters.Add(column);
        return command;
    }

    /// <summary>
    /// Arrays as rows: the parameters from <paramref name="first"/> on, named <paramref name="columns"/> with commas
    /// between. In a SELECT's list arrays are walked side by side; in FROM each is copied into a store of its own.
    /// </summary>
    public static string Unnest(string columns, int first = 1)
    {
        var names = columns.Split(',', StringSplitOptions.TrimEntries);
        return $"(SELECT {string.Join(", ", names.Select((name, at) => $"unnest(${first + at}) AS {name}"))})";
    }

    private List<T> Column<T>(NpgsqlDbType type)
    {
        var column = new List<T>();
        columns.Add(new NpgsqlParameter<List<T>> { NpgsqlDbType = NpgsqlDbType.Array | type, TypedValue = column });
        return column;
    }
}
