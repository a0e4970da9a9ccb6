using Dhmad.Testing.Postgres;

namespace Dhmad.Stories.Tests;

/// <summary>A database that cannot be used: the built program says why in one sentence, and ends.</summary>
public sealed class BadDatabaseTests : IAsyncLifetime
{
    private const string OtherKey = "ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA=";

    /// <summary>The kit's own user comes in as ever; others need their password.</summary>
    private const string WhoMayEnter =
        "host all postgres 127.0.0.1/32 trust\nhost all all 127.0.0.1/32 scram-sha-256\n";

    private static readonly (string Name, string Value)[] Live =
    [
        ("Dhmad__Environment", "live"), ("Dhmad__PublicUrl", "https://pay.example.tn"),
    ];

    private readonly Deployment deployment = new();
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("dhmad-bad-");
    private PostgresServer postgres = null!;

    /// <summary>Where the server's own user can read it.</summary>
    private string Rules => folder.FullName + ".hba";

    public async Task InitializeAsync()
    {
        if (PostgresFactAttribute.SkipReason is not null) return;
        await File.WriteAllTextAsync(Rules, WhoMayEnter);
        postgres = await PostgresServer.StartAsync(("fsync", "off"), ("hba_file", Rules));
        await postgres.ExecuteAsync("CREATE ROLE shop LOGIN PASSWORD 'right'");
    }

    public async Task DisposeAsync()
    {
        if (postgres is not null) await postgres.DisposeAsync();
        File.Delete(Rules);
        folder.Delete(recursive: true);
    }

    [PostgresFact]
    public async Task Whoever_cannot_get_in_is_told_why()
    {
        var there = await postgres.CreateDatabaseAsync();
        await SaysAsync("Host=127.0.0.1;Nonsense=1", "no connection string");
        await SaysAsync("Database=dhmad;Username=shop", "Host of a PostgreSQL server");
        await SaysAsync("postgres://shop@127.0.0.1/dhmad", "Host=...");
        await SaysAsync("Host=127.0.0.1;Port=1;Username=shop;Database=dhmad", "cannot be reached. Failed to connect to 127.0.0.1:1");
        await SaysAsync("Host=nowhere.invalid;Username=shop;Database=dhmad", "cannot be reached");
        await SaysAsync(there.Replace("test_1", "missing"), "database \"missing\" does not exist");
        var shop = there.Replace("Username=postgres", "Username=shop;Password=planted-wrong");
        await SaysAsync(shop, "password authentication failed for user \"shop\"");
        await SaysAsync(shop.Replace("planted-wrong", "right"), "permission denied");
        await postgres.ExecuteAsync("REVOKE CONNECT ON DATABASE test_1 FROM PUBLIC");
        await SaysAsync(shop.Replace("planted-wrong", "right"), "permission denied for database");
        await SaysAsync(there, "Dhmad:Cluster:Role must be all", ("Dhmad__Cluster__Role", "silo"));
        await SaysAsync(there, "Dhmad:Cluster:Role must be all", ("Dhmad__Cluster__Role", "api"));
        await SaysAsync(there, "must be from 500 to 60000", ("Dhmad__Cluster__StandbySilenceMilliseconds", "10"));
    }

    [PostgresFact]
    public async Task An_older_and_a_newer_schema_are_named()
    {
        var database = await postgres.CreateDatabaseAsync();
        await VerifySaysAsync(database, "holds no Dhmad schema");
        await RunOnceAsync(database);
        await ExecuteAsync(database, "DELETE FROM schema_migrations WHERE number = (SELECT max(number) FROM schema_migrations)");
        await VerifySaysAsync(database, "lacks schema script");
        await ExecuteAsync(database, "INSERT INTO schema_migrations VALUES (9999, '9999_tomorrow', 'x', 0)");
        await VerifySaysAsync(database, "9999_tomorrow, which this version of Dhmad does not know");
        await SaysAsync(database, "9999_tomorrow, which this version of Dhmad does not know");
    }

    [PostgresFact]
    public async Task A_database_of_another_deployment_is_left_alone()
    {
        var database = await postgres.CreateDatabaseAsync();
        await RunOnceAsync(database);
        await IsLeftAloneAsync(database);
    }

    [Fact]
    public async Task A_file_of_another_deployment_or_in_use_is_left_alone()
    {
        var file = Path.Combine(folder.FullName, "dhmad.db");
        await RunOnceAsync(file);
        await IsLeftAloneAsync(file);
        using var server = New(file);
        await server.StartAsync();
        await SaysAsync(file, "Another Dhmad server has");
    }

    [PostgresFact]
    public async Task The_proof_takes_the_time_it_needs()
    {
        var database = await postgres.CreateDatabaseAsync();
        await RunOnceAsync(database);
        await using var holder = new Npgsql.NpgsqlConnection(database + ";Pooling=false");
        await holder.OpenAsync();
        await using (var hold = new Npgsql.NpgsqlCommand("BEGIN; LOCK TABLE ledger_entries", holder))
            await hold.ExecuteNonQueryAsync();
        using var server = New(database);
        var verify = server.CommandAsync("verify");
        await Task.Delay(new Storage.Postgres.PostgresOptions(database).CommandTimeout + TimeSpan.FromSeconds(3));
        await holder.CloseAsync();
        var (code, text) = await verify;
        Assert.Contains("zero_sum", text, StringComparison.Ordinal);
        Assert.Equal(0, code);
    }

    [PostgresFact]
    public async Task Live_money_is_not_kept_by_a_server_that_does_not_flush()
    {
        var database = await postgres.CreateDatabaseAsync();
        await SaysAsync(database, "fsync=off", Live);
        await RunOnceAsync(database);
        await SaysAsync(database, "belongs to a sandbox", Live);
        database = await postgres.CreateDatabaseAsync();
        await postgres.StopAsync();
        await postgres.StartAgainAsync(("fsync", "on"));
        await RunOnceAsync(database, Live);
    }

    private async Task IsLeftAloneAsync(string database)
    {
        await SaysAsync(database, "belongs to a sandbox deployment, and Dhmad:Environment is live", Live);
        await SaysAsync(database, "sealed with another key", ("Dhmad__SecretKey", OtherKey));
        await SaysAsync(database, "belongs to the service dhmad", ("Dhmad__Cluster__ServiceId", "other"));
        using var server = New(database, ("Dhmad__SecretKey", OtherKey));
        var seed = await server.CommandAsync("seed");
        Assert.Contains("sealed with another key", seed.Output);
        Assert.Equal(1, seed.ExitCode);
        await RunOnceAsync(database);
    }

    /// <summary>Starts the server, which makes the schema, and stops it.</summary>
    private async Task RunOnceAsync(string database, params (string Name, string Value)[] settings)
    {
        using var server = New(database, settings);
        await server.StartAsync();
        await server.TellToStopAsync();
        Assert.Equal(0, await server.EndsAsync());
    }

    private async Task SaysAsync(string database, string words, params (string Name, string Value)[] settings)
    {
        using var server = New(database, settings);
        var (code, text) = await server.CommandAsync();
        IsSentence(text, words);
        Assert.Equal(1, code);
    }

    private async Task VerifySaysAsync(string database, string words)
    {
        using var server = New(database);
        var (code, text) = await server.CommandAsync("verify");
        IsSentence(text, words);
        Assert.Equal(2, code);
    }

    private static void IsSentence(string text, string words)
    {
        var line = Assert.Single(text.Split('\n'), line => line.Length > 0);
        Assert.StartsWith("dhmad: ", line);
        Assert.Contains(words, line);
        Assert.DoesNotContain("planted", line);
    }

    private Server New(string database, params (string Name, string Value)[] settings) =>
        new(deployment, [("Dhmad__Database", database), ("Dhmad__SecretKey", Pair.SecretKey), .. settings]);

    private static async Task ExecuteAsync(string database, string sql)
    {
        await using var connection = new Npgsql.NpgsqlConnection(database + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new Npgsql.NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
