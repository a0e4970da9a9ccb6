using Dapper;
using Dhmad.Storage.Escrows;
using Dhmad.Storage.Postgres;
using Dhmad.Storage.Schema;
using Dhmad.Testing.Postgres;
using Npgsql;

namespace Dhmad.Storage.Tests.Postgres;

/// <summary>Opening a database: how its schema gets up to date, and what it then promises.</summary>
public sealed class OpeningTests
{
    private const int Nodes = 16;

    private static Script One { get; } = new(1, "0001_one", "CREATE TABLE one (a INTEGER);\nINSERT INTO one VALUES (1);");

    private static Script Two { get; } = new(2, "0002_two", "CREATE TABLE two (b INTEGER); INSERT INTO two VALUES (1);");

    [PostgresFact]
    public async Task Many_nodes_that_find_an_empty_database_make_its_schema_once()
    {
        var options = await EmptyAsync();
        var opened = await Task.WhenAll(Enumerable.Range(0, Nodes)
            .Select(_ => Task.Run(() => PostgresFixture.OpenAsync(options with { Readers = 1, Writers = 1 }))));
        var scripts = await opened[^1].ReadAsync(
            work => work.FirstAsync<long>("SELECT count(*) FROM schema_migrations"), default);
        Assert.Equal(Script.All("Postgres").Count, scripts);
        foreach (var database in opened)
        {
            Assert.InRange(await new EscrowStore(database).NextTicketAsync(default), 1, Nodes);
            await database.DisposeAsync();
        }
    }

    [PostgresFact]
    public async Task A_command_writes_beside_a_server_and_a_reader_reads()
    {
        await using var fixture = await PostgresFixture.OpenAsync();
        var life = fixture.NewLife();
        await using (var command = await PostgresFixture.OpenAsync(
            new PostgresOptions(fixture.ConnectionString) { Role = DatabaseRole.Command }))
            await command.CommitAsync(life.Create(), CancellationToken.None);
        await using var reader = await PostgresFixture.OpenAsync(
            new PostgresOptions(fixture.ConnectionString) { Role = DatabaseRole.Reader });
        foreach (var database in new Database[] { fixture.Database, reader })
            Assert.NotNull(await new EscrowStore(database).LoadAsync(life.Escrow.Id, CancellationToken.None));
        await fixture.CommitAsync(life.Pay());
    }

    [PostgresTheory]
    [InlineData(DatabaseRole.Reader)]
    [InlineData(DatabaseRole.Command)]
    public async Task Only_a_server_makes_the_schema(DatabaseRole role)
    {
        var options = await EmptyAsync();
        await AssertRefusedAsync(options with { Role = role }, "holds no Dhmad schema. Start the server once", One);
    }

    [PostgresFact]
    public async Task A_read_cannot_write()
    {
        await using var fixture = await PostgresFixture.OpenAsync();
        await Assert.ThrowsAsync<DatabaseUnavailableException>(() => fixture.Database.ReadAsync(
            work => work.ExecuteAsync("INSERT INTO counters (name, value) VALUES ('x', 1)"), CancellationToken.None));
    }

    [PostgresFact]
    public async Task Closing_lets_a_running_read_end_and_starts_no_other()
    {
        await using var fixture = await PostgresFixture.OpenAsync();
        const string count = "SELECT count(*) FROM escrows";
        await fixture.CommitAsync(fixture.NewLife().Create());
        var counted = await fixture.Database.ReadAsync(
            async work =>
            {
                await fixture.Postgres.DisposeAsync();
                return await work.FirstAsync<long>(count);
            },
            CancellationToken.None);
        Assert.Equal(1, counted);
        var database = fixture.Database;
        Func<Task>[] calls =
        [
            () => database.ReadAsync(work => work.FirstAsync<long>(count), default),
            () => database.WriteAsync(work => work.FirstAsync<long>(count), default),
            () => database.StateAsync("66d4a1f09b3c5e7a2f1d8c41", default),
            () => database.CommitAsync(fixture.NewLife().Create(), default),
        ];
        foreach (var call in calls) await Assert.ThrowsAsync<DatabaseUnavailableException>(call);
        await fixture.ReopenAsync();
    }

    [PostgresFact]
    public async Task Scripts_are_applied_once_in_order_and_remembered()
    {
        var options = await EmptyAsync();
        await using (await OpenAsync(options, One)) { }
        await using (await OpenAsync(options, One, Two)) { }
        await using var again = await OpenAsync(options, One, Two);
        var applied = await again.ReadAsync(
            work => work.ListAsync<(long, string, string)>(
                "SELECT number, name, checksum FROM schema_migrations ORDER BY number"),
            CancellationToken.None);
        Assert.Equal([(1, "0001_one", One.Checksum), (2, "0002_two", Two.Checksum)], applied);
        Assert.Equal(1, await again.ReadAsync(work => work.FirstAsync<long>("SELECT b FROM two"), default));
    }

    [PostgresFact]
    public async Task A_schema_that_is_not_of_this_version_is_refused_and_told_why()
    {
        var options = await EmptyAsync();
        await using (await OpenAsync(options, One)) { }
        await AssertRefusedAsync(
            options, "0001_one was changed after it was applied", new Script(1, "0001_one", One.Sql + " -- a comment"));
        await AssertRefusedAsync(
            options with { Role = DatabaseRole.Reader }, "lacks schema script 0002_two. Start the server once", One, Two);
        await using (await OpenAsync(options, One, Two)) { }
        await AssertRefusedAsync(options, "0002_two, which this version of Dhmad does not know", One);
        var late = await EmptyAsync();
        await using (await OpenAsync(late, Two)) { }
        await AssertRefusedAsync(late, "0001_one comes before 0002_two", One, Two);
    }

    [PostgresFact]
    public async Task A_script_that_fails_leaves_the_schema_as_it_was()
    {
        var options = await EmptyAsync();
        await using (await OpenAsync(options, One)) { }
        var broken = new Script(2, "0002_broken", "CREATE TABLE half (a INTEGER); CREATE TABLE one (a INTEGER)");
        await AssertRefusedAsync(options, "relation \"one\" already exists", One, broken);
        await using var connection = new NpgsqlConnection(options.ConnectionString);
        Assert.Equal(
            ["one", "schema_migrations"],
            await connection.QueryAsync<string>(
                "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"));
    }

    private static async Task<PostgresOptions> EmptyAsync() =>
        new(await (await PostgresServer.SharedAsync()).CreateDatabaseAsync());

    private static Task<PostgresDatabase> OpenAsync(PostgresOptions options, params Script[] scripts) =>
        PostgresDatabase.OpenAsync(options, scripts, TimeProvider.System, CancellationToken.None);

    private static async Task AssertRefusedAsync(PostgresOptions options, string why, params Script[] scripts)
    {
        var refused = await Assert.ThrowsAsync<DatabaseRefusedException>(() => OpenAsync(options, scripts));
        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
    }
}
