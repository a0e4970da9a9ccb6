using Dapper;
using Dhmad.Storage.Escrows;
using Dhmad.Storage.Schema;
using Dhmad.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace Dhmad.Storage.Tests.Sqlite;

/// <summary>Opening a file: who is let in, and how its schema gets up to date.</summary>
public sealed class OpeningTests
{
    [Fact]
    public async Task A_second_server_is_refused_and_told_why()
    {
        await using var fixture = await SqliteFixture.OpenAsync();
        var refused = await Assert.ThrowsAsync<DatabaseRefusedException>(
            () => SqliteFixture.OpenAsync(new SqliteOptions(fixture.File)));
        Assert.Contains("Another Dhmad server", refused.Message, StringComparison.Ordinal);
        Assert.Contains(fixture.File, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Servers_that_name_a_file_by_different_links_meet(bool isThere)
    {
        using var folder = new TempFolder();
        if (isThere) await (await SqliteFixture.OpenAsync(new SqliteOptions(folder.File))).DisposeAsync();
        var (link, other) = (folder.File + ".link", folder.File + ".other");
        File.CreateSymbolicLink(link, folder.File);
        File.CreateSymbolicLink(other, link);
        await using var server = await SqliteFixture.OpenAsync(new SqliteOptions(other));
        foreach (var path in (string[])[link, folder.File])
            await Assert.ThrowsAsync<DatabaseRefusedException>(() => SqliteFixture.OpenAsync(new SqliteOptions(path)));
    }

    [Fact]
    public async Task Nobody_but_its_user_reads_what_a_server_makes()
    {
        if (OperatingSystem.IsWindows()) return;
        using var folder = new TempFolder();
        var made = Path.Combine(Path.GetDirectoryName(folder.File)!, "data");
        await using var server = await SqliteFixture.OpenAsync(new SqliteOptions(Path.Combine(made, "dhmad.db")));
        const UnixFileMode file = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        Assert.Equal(file | UnixFileMode.UserExecute, File.GetUnixFileMode(made));
        var files = Directory.GetFiles(made);
        Assert.Equal(4, files.Length);
        foreach (var path in files) Assert.Equal(file, File.GetUnixFileMode(path));
        Assert.True(server.AppliedScripts > 0);
    }

    [Fact]
    public async Task A_server_that_stopped_makes_room_for_the_next()
    {
        await using var fixture = await SqliteFixture.OpenAsync();
        await fixture.ReopenAsync();
        await fixture.CommitAsync(fixture.NewLife().Create());
    }

    [Fact]
    public async Task A_command_writes_beside_a_server_and_a_reader_reads()
    {
        await using var fixture = await SqliteFixture.OpenAsync();
        var life = fixture.NewLife();
        await using (var command = await SqliteFixture.OpenAsync(
            new SqliteOptions(fixture.File) { Role = DatabaseRole.Command }))
            await command.CommitAsync(life.Create(), CancellationToken.None);
        await using var reader = await SqliteFixture.OpenAsync(
            new SqliteOptions(fixture.File) { Role = DatabaseRole.Reader });
        foreach (var database in new Database[] { fixture.Database, reader })
            Assert.NotNull(await new EscrowStore(database).LoadAsync(life.Escrow.Id, CancellationToken.None));
        await fixture.CommitAsync(life.Pay());
    }

    [Fact]
    public async Task A_command_makes_the_database_when_there_is_none()
    {
        using var folder = new TempFolder();
        var options = new SqliteOptions(folder.File) { Role = DatabaseRole.Command };
        await using (await SqliteFixture.OpenAsync(options)) { }
        await using var server = await SqliteFixture.OpenAsync(new SqliteOptions(folder.File));
        Assert.Equal(1, await new EscrowStore(server).NextTicketAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_reader_finds_no_database_where_none_is()
    {
        using var folder = new TempFolder();
        var options = new SqliteOptions(folder.File) { Role = DatabaseRole.Reader };
        await Assert.ThrowsAsync<DatabaseUnavailableException>(() => SqliteFixture.OpenAsync(options));
        await File.WriteAllTextAsync(folder.File, "");
        await Assert.ThrowsAsync<DatabaseRefusedException>(() => SqliteFixture.OpenAsync(options));
        await File.WriteAllTextAsync(folder.File, new string('x', 8192));
        await Assert.ThrowsAsync<DatabaseUnavailableException>(() => SqliteFixture.OpenAsync(options));
    }

    [Fact]
    public async Task A_file_is_as_durable_and_strict_as_promised()
    {
        await using var fixture = await SqliteFixture.OpenAsync();
        var settings = await fixture.Database.WriteAsync(
            async work => string.Join(
                ' ',
                await work.FirstAsync<string>("PRAGMA journal_mode"),
                await work.FirstAsync<long>("PRAGMA synchronous"),
                await work.FirstAsync<long>("PRAGMA foreign_keys")),
            CancellationToken.None);
        Assert.Equal("wal 2 1", settings);
        var loose = await fixture.Database.ReadAsync(
            work => work.ListAsync<string>(
                """
                SELECT name FROM pragma_table_list
                WHERE schema = 'main' AND strict = 0 AND name NOT LIKE 'sqlite_%' AND name <> 'schema_migrations'
                """),
            CancellationToken.None);
        Assert.Empty(loose);
    }

    [Fact]
    public async Task A_read_cannot_write()
    {
        await using var fixture = await SqliteFixture.OpenAsync();
        await Assert.ThrowsAsync<DatabaseUnavailableException>(() => fixture.Database.ReadAsync(
            work => work.ExecuteAsync("INSERT INTO counters (name, value) VALUES ('x', 1)"), CancellationToken.None));
    }

    [Fact]
    public async Task Closing_lets_a_running_read_end_and_starts_no_other()
    {
        await using var fixture = await SqliteFixture.OpenAsync();
        const string count = "SELECT count(*) FROM escrows";
        await fixture.CommitAsync(fixture.NewLife().Create());
        var counted = await fixture.Database.ReadAsync(
            async work =>
            {
                await fixture.Sqlite.DisposeAsync();
                return await work.FirstAsync<long>(count);
            },
            CancellationToken.None);
        Assert.Equal(1, counted);
        await Assert.ThrowsAsync<DatabaseUnavailableException>(
            () => fixture.Database.ReadAsync(work => work.FirstAsync<long>(count), CancellationToken.None));
        await fixture.ReopenAsync();
    }

    [Fact]
    public async Task Scripts_are_applied_once_in_order_and_remembered()
    {
        using var folder = new TempFolder();
        Script[] scripts = [One, Two];
        await using (await OpenAsync(folder, One)) { }
        await using (await OpenAsync(folder, scripts)) { }
        await using var again = await OpenAsync(folder, scripts);
        var applied = await again.ReadAsync(
            work => work.ListAsync<(long, string, string)>(
                "SELECT number, name, checksum FROM schema_migrations ORDER BY number"),
            CancellationToken.None);
        Assert.Equal([(1, "0001_one", One.Checksum), (2, "0002_two", Two.Checksum)], applied);
        Assert.Equal(1, await again.ReadAsync(work => work.FirstAsync<long>("SELECT b FROM two"), CancellationToken.None));
    }

    [Fact]
    public async Task A_script_that_changed_after_it_was_applied_is_refused()
    {
        using var folder = new TempFolder();
        await using (await OpenAsync(folder, One)) { }
        var changed = new Script(1, "0001_one", One.Sql + " -- a comment");
        var refused = await Assert.ThrowsAsync<DatabaseRefusedException>(() => OpenAsync(folder, changed));
        Assert.Contains("0001_one was changed after it was applied", refused.Message, StringComparison.Ordinal);
        await using (await OpenAsync(folder, new Script(1, "0001_one", One.Sql.ReplaceLineEndings("\r\n")))) { }
    }

    [Fact]
    public async Task A_schema_of_a_newer_version_is_refused()
    {
        using var folder = new TempFolder();
        await using (await OpenAsync(folder, One, Two)) { }
        var refused = await Assert.ThrowsAsync<DatabaseRefusedException>(() => OpenAsync(folder, One));
        Assert.Contains("0002_two, which this version of Dhmad does not know", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_script_that_comes_too_late_is_refused()
    {
        using var folder = new TempFolder();
        await using (await OpenAsync(folder, Two)) { }
        var refused = await Assert.ThrowsAsync<DatabaseRefusedException>(() => OpenAsync(folder, One, Two));
        Assert.Contains("0001_one comes before 0002_two", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_script_that_fails_leaves_the_schema_as_it_was()
    {
        using var folder = new TempFolder();
        await using (await OpenAsync(folder, One)) { }
        var broken = new Script(2, "0002_broken", "CREATE TABLE half (a INTEGER); CREATE TABLE one (a INTEGER)");
        await Assert.ThrowsAsync<SqliteException>(() => OpenAsync(folder, One, broken));
        await using var connection = new SqliteConnection($"Data Source={folder.File};Pooling=False");
        Assert.Equal(
            ["one", "schema_migrations"],
            await connection.QueryAsync<string>(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"));
    }

    private static Script One { get; } = new(1, "0001_one", "CREATE TABLE one (a INTEGER);\nINSERT INTO one VALUES (1);");

    private static Script Two { get; } = new(2, "0002_two", "CREATE TABLE two (b INTEGER); INSERT INTO two VALUES (1);");

    private static Task<SqliteDatabase> OpenAsync(TempFolder folder, params Script[] scripts) =>
        SqliteDatabase.OpenAsync(new SqliteOptions(folder.File), scripts, TimeProvider.System, CancellationToken.None);
}
