using System.Globalization;
using System.Text;
using Dapper;
using Dhmad.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace Dhmad.Storage.Tests.Sqlite;

/// <summary>A SQLite file in a folder of its own, deleted afterwards.</summary>
public sealed class SqliteFixture : DatabaseFixture
{
    private readonly DirectoryInfo _folder;
    private SqliteDatabase _database;

    private SqliteFixture(DirectoryInfo folder, SqliteDatabase database) => (_folder, _database) = (folder, database);

    public override Database Database => _database;

    public SqliteDatabase Sqlite => _database;

    public string File => Path.Combine(_folder.FullName, "dhmad.db");

    public static async Task<SqliteFixture> OpenAsync(Func<SqliteOptions, SqliteOptions>? with = null)
    {
        var folder = Directory.CreateTempSubdirectory("dhmad-storage-");
        var options = new SqliteOptions(Path.Combine(folder.FullName, "dhmad.db"));
        return new SqliteFixture(folder, await OpenAsync(with?.Invoke(options) ?? options));
    }

    /// <summary>Opens a file that somebody else left behind; its folder is deleted afterwards.</summary>
    public static async Task<SqliteFixture> AdoptAsync(string file) =>
        new(new DirectoryInfo(Path.GetDirectoryName(file)!), await OpenAsync(new SqliteOptions(file)));

    public static Task<SqliteDatabase> OpenAsync(SqliteOptions options) =>
        SqliteDatabase.OpenAsync(options, TimeProvider.System, CancellationToken.None);

    /// <summary>Closes the database and opens its file again.</summary>
    public async Task ReopenAsync(Func<SqliteOptions, SqliteOptions>? with = null)
    {
        await _database.DisposeAsync();
        var options = new SqliteOptions(File);
        _database = await OpenAsync(with?.Invoke(options) ?? options);
    }

    public override async Task TamperAsync(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={File};Pooling=False;Foreign Keys=False");
        await connection.OpenAsync();
        var triggers = await connection.QueryAsync<string>("SELECT name FROM sqlite_master WHERE type = 'trigger'");
        foreach (var trigger in triggers) await connection.ExecuteAsync($"DROP TRIGGER {trigger}");
        await connection.ExecuteAsync("PRAGMA ignore_check_constraints = ON");
        await connection.ExecuteAsync(sql);
    }

    public override Task<string> ContentsAsync() => _database.ReadAsync(
        async work =>
        {
            var tables = await work.ListAsync<string>("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name");
            var contents = new StringBuilder();
            foreach (var table in tables.Where(table => !table.StartsWith("sqlite_", StringComparison.Ordinal)))
            {
                var rows = await work.Connection.QueryAsync($"SELECT * FROM {table} ORDER BY 1, 2");
                foreach (IDictionary<string, object?> row in rows)
                    contents.Append(table).Append(' ').AppendJoin('|', row.Values.Select(Show)).AppendLine();
            }

            return contents.ToString();
        },
        CancellationToken.None);

    private static string? Show(object? value) =>
        value is byte[] bytes ? Convert.ToHexStringLower(bytes) : Convert.ToString(value, CultureInfo.InvariantCulture);

    public override async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        if (_folder.Exists) _folder.Delete(recursive: true);
    }
}
