using System.Runtime.CompilerServices;
using Dapper;
using Dhmad.Domain.Escrows;
using Dhmad.Storage.Ledger;
using Dhmad.Storage.Postgres;
using Dhmad.Testing;
using Dhmad.Testing.Postgres;
using Npgsql;

namespace Dhmad.Storage.Tests.Postgres;

/// <summary>The roles that deploy/postgres/roles.sql makes, on a server of their own.</summary>
public sealed class RightsTests
{
    private static readonly string[] Refused =
    [
        "DELETE FROM ledger_entries",
        "UPDATE ledger_entries SET amount_tnd = amount_tnd + 1",
        "TRUNCATE ledger_entries",
        "ALTER TABLE ledger_entries DISABLE TRIGGER ALL",
        "SET session_replication_role = replica",
        "DROP TABLE escrows CASCADE",
        "CREATE TABLE mine (n integer)",
    ];

    [PostgresFact]
    public async Task Servers_serve_readers_read_and_only_the_owner_changes_tables()
    {
        await using var server = await PostgresServer.StartAsync(("fsync", "off"));
        var super = await server.CreateDatabaseAsync();
        await MakeRolesAsync(super);

        var early = await Assert.ThrowsAsync<DatabaseRefusedException>(() => OpenAsync(super, "dhmad"));
        Assert.Contains("permission denied", early.Message, StringComparison.Ordinal);
        await (await OpenAsync(super, "dhmad_owner")).DisposeAsync();
        await using var serving = await OpenAsync(super, "dhmad");
        var life = new Life(new SeededIds(7), DatabaseFixture.Start);
        foreach (var commit in new[] { life.Create(), life.Pay(), life.Deliver(), life.Complete() })
            Assert.Equal(CommitOutcome.Done, await serving.CommitAsync(commit, CancellationToken.None));

        await using var reading = await OpenAsync(super, "dhmad_reader", DatabaseRole.Reader);
        var proof = await new LedgerProof(reading).ProveAsync(DatabaseFixture.Start, CancellationToken.None);
        Assert.True(proof.Ok);
        foreach (var statement in Refused) await RefusedAsync(super, "dhmad", statement);
        await RefusedAsync(super, "dhmad_reader", "UPDATE escrows SET version = version + 1");
    }

    /// <summary>Runs the script as psql would, which puts quoted texts where it names variables.</summary>
    private static async Task MakeRolesAsync(string super)
    {
        await using var connection = new NpgsqlConnection(super);
        var script = (await File.ReadAllTextAsync(Script()))
            .Replace(":'owner_password'", "'a'", StringComparison.Ordinal)
            .Replace(":'reader_password'", "'b'", StringComparison.Ordinal)
            .Replace(":'password'", "'c'", StringComparison.Ordinal)
            .Replace(":\"DBNAME\"", $"\"{connection.Database}\"", StringComparison.Ordinal);
        await connection.ExecuteAsync(script);
    }

    private static Task<PostgresDatabase> OpenAsync(
        string super, string user, DatabaseRole role = DatabaseRole.Server) =>
        PostgresFixture.OpenAsync(new PostgresOptions(As(super, user)) { Role = role });

    private static async Task RefusedAsync(string super, string user, string statement)
    {
        await using var connection = new NpgsqlConnection(As(super, user));
        var refused = await Assert.ThrowsAsync<PostgresException>(() => connection.ExecuteAsync(statement));
        Assert.True(
            refused.SqlState is PostgresErrorCodes.InsufficientPrivilege
                or PostgresErrorCodes.IntegrityConstraintViolation,
            $"{statement}: {refused.Message}");
    }

    private static string Script([CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "../../../deploy/postgres/roles.sql");

    private static string As(string connection, string user) =>
        new NpgsqlConnectionStringBuilder(connection) { Username = user, Pooling = false }.ConnectionString;
}
