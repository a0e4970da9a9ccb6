using System.Data.Common;
using Dhmad.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace Dhmad.Storage.Tests.Sqlite;

public sealed class UpgradeOnSqlite : UpgradeSuite, IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    protected override async Task<DatabaseFixture> OpenAsync() => await SqliteFixture.OpenAsync();

    protected override async Task<DbConnection> OpenOlderAsync()
    {
        await using (await SqliteDatabase.OpenAsync(
            new SqliteOptions(_folder.File), Older("Sqlite"), TimeProvider.System, CancellationToken.None))
        {
            // It only makes the schema.
        }

        var connection = new SqliteConnection($"Data Source={_folder.File};Pooling=False;Foreign Keys=True");
        await connection.OpenAsync();
        return connection;
    }

    protected override async Task<Database> OpenUpgradedAsync() =>
        await SqliteFixture.OpenAsync(new SqliteOptions(_folder.File));

    protected override string ColumnsOf(string table) => $"SELECT name FROM pragma_table_info('{table}')";
}
