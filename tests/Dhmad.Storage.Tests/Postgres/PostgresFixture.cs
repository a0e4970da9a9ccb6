using System.Globalization;
using System.Text;
using Dapper;
using Dhmad.Storage.Postgres;
using Dhmad.Testing.Postgres;
using Npgsql;

namespace Dhmad.Storage.Tests.Postgres;

/// <summary>A database of its own on the server that the tests share, or on one of a test's own.</summary>
public sealed class PostgresFixture : DatabaseFixture
{
    private const string Tables =
        """
        SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename NOT LIKE 'orleans%' ORDER BY tablename
        """;

    /// <summary>Words of SQLite that the suites tamper with.</summary>
    private const string Dialect =
        """
        CREATE DOMAIN blob AS bytea;
        CREATE FUNCTION zeroblob(size integer) RETURNS bytea LANGUAGE sql AS $$ SELECT decode(repeat('00', size), 'hex') $$;
        CREATE FUNCTION replace(bytes bytea, old text, new text) RETURNS bytea LANGUAGE sql
        AS $$ SELECT convert_to(replace(convert_from(bytes, 'UTF8'), old, new), 'UTF8') $$;
        """;

    private readonly PostgresOptions options;
    private PostgresDatabase database;
    private bool isReusable;

    private PostgresFixture(PostgresOptions options, PostgresDatabase database) =>
        (this.options, this.database) = (options, database);

    public override Database Database => database;

    public PostgresDatabase Postgres => database;

    public string ConnectionString => options.ConnectionString;

    /// <summary>Skips the test where there is no PostgreSQL, except in CI.</summary>
    public static async Task<PostgresFixture> OpenAsync(
        PostgresServer? server = null, Func<PostgresOptions, PostgresOptions>? with = null)
    {
        Skip.If(PostgresFactAttribute.SkipReason is not null, PostgresFactAttribute.SkipReason);
        var options = new PostgresOptions(
            server is null ? await CleanDatabases.TakeAsync() : await server.CreateDatabaseAsync());
        options = with?.Invoke(options) ?? options;
        return new PostgresFixture(options, await OpenAsync(options)) { isReusable = server is null };
    }

    public static Task<PostgresDatabase> OpenAsync(PostgresOptions options) =>
        PostgresDatabase.OpenAsync(options, TimeProvider.System, CancellationToken.None);

    public override async Task TamperAsync(string sql)
    {
        isReusable = false;
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        if (await connection.ExecuteScalarAsync<string>("SELECT to_regtype('blob')::text") is null)
            await connection.ExecuteAsync(Dialect);
        var constraints = await connection.QueryAsync<(string Of, string Name)>(
            """
            SELECT CASE WHEN conrelid = 0 THEN 'DOMAIN ' || contypid::regtype ELSE 'TABLE ' || conrelid::regclass END,
                quote_ident(conname)
            FROM pg_constraint WHERE contype = 'c' AND connamespace = 'public'::regnamespace
            """);
        foreach (var (of, name) in constraints)
            await connection.ExecuteAsync($"ALTER {of} DROP CONSTRAINT {name}");
        await connection.ExecuteAsync("SET session_replication_role = replica"); // No triggers, no foreign keys.
        await connection.ExecuteAsync(sql);
    }

    public override Task<string> ContentsAsync() => database.ReadAsync(
        async work =>
        {
            var contents = new StringBuilder();
            foreach (var table in await work.ListAsync<string>(Tables))
            {
                var rows = await work.Connection.QueryAsync($"SELECT * FROM {table} ORDER BY 1, 2");
                foreach (IDictionary<string, object?> row in rows)
                    contents.Append(table).Append(' ').AppendJoin('|', row.Values.Select(Show)).AppendLine();
            }

            return contents.ToString();
        },
        CancellationToken.None);

    /// <summary>Closes the database and opens it again.</summary>
    public async Task ReopenAsync(Func<PostgresOptions, PostgresOptions>? with = null)
    {
        await database.DisposeAsync();
        database = await OpenAsync(with?.Invoke(options) ?? options);
    }

    public override async ValueTask DisposeAsync()
    {
        await database.DisposeAsync();
        if (isReusable) await CleanDatabases.GiveBackAsync(ConnectionString);
        isReusable = false;
    }

    private static string? Show(object? value) =>
        value is byte[] bytes ? Convert.ToHexStringLower(bytes) : Convert.ToString(value, CultureInfo.InvariantCulture);
}
