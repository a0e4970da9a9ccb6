using Dapper;
using Dhmad.Storage.Escrows;
using Dhmad.Storage.Postgres;
using Dhmad.Testing.Postgres;
using Npgsql;

namespace Dhmad.Storage.Tests.Postgres;

/// <summary>What cannot be opened or written is said in one clear sentence, without the password.</summary>
public sealed class RefusalTests
{
    /// <summary>The kit's servers trust everybody on the loopback.</summary>
    private const string RequirePasswords =
        """
        DO $$ BEGIN
            EXECUTE format(
                'COPY (SELECT unnest(ARRAY[''host all dhmad all scram-sha-256'', ''host all all all trust''])) TO %L',
                current_setting('hba_file'));
            PERFORM pg_reload_conf();
        END $$
        """;

    [PostgresTheory]
    [InlineData("Host=localhost;Port=notanumber", "Npgsql can read: the value of \"port\" cannot be used.")]
    [InlineData("Colour=blue", "Npgsql can read: it knows no keyword \"colour\".")]
    [InlineData("Host=localhost;Usrname=dhmad;Password=x", "it knows no keyword \"usrname\".")]
    [InlineData("Host=localhost;nonsense", "Npgsql can read: it is not made of Keyword=value")]
    [InlineData("Database=dhmad", "Npgsql can read.")]
    public async Task A_setting_that_is_no_connection_string_is_refused(string text, string why) =>
        await AssertRefusedAsync(new PostgresOptions(text), why);

    [PostgresFact]
    public async Task What_follows_a_semicolon_in_a_password_is_not_told()
    {
        var refused = await AssertRefusedAsync(
            new PostgresOptions("Host=localhost;Password=planted;planted=x"), "it does not know all keywords");
        Assert.DoesNotContain("planted", refused.Message, StringComparison.Ordinal);
    }

    [PostgresTheory]
    [InlineData("Database", "nosuch", "does not let Dhmad in: database \"nosuch\" does not exist")]
    [InlineData("Username", "nosuch", "does not let Dhmad in: role \"nosuch\" does not exist")]
    public async Task A_server_that_does_not_know_what_is_asked_for_refuses(string part, string value, string why)
    {
        var text = new NpgsqlConnectionStringBuilder((await EmptyAsync()).ConnectionString) { [part] = value };
        await AssertRefusedAsync(new PostgresOptions(text.ConnectionString), why);
    }

    [PostgresTheory]
    [InlineData("127.0.0.1", 1)]
    [InlineData("nosuch.invalid", 5432)]
    public async Task A_server_that_is_not_there_is_unavailable(string host, int port)
    {
        var options = new PostgresOptions($"Host={host};Port={port};Username=dhmad;Database=dhmad;Password=secret-7")
        {
            ConnectTimeout = TimeSpan.FromSeconds(5),
        };
        var failure = await Assert.ThrowsAsync<DatabaseUnavailableException>(
            () => PostgresFixture.OpenAsync(options).WaitAsync(HeldBatch.Patience));
        Assert.StartsWith("The database cannot be reached.", failure.Message, StringComparison.Ordinal);
        Assert.Contains(host, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-7", failure.Message, StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task A_wrong_password_is_refused_and_not_repeated()
    {
        await using var server = await PostgresServer.StartAsync(("password_encryption", "scram-sha-256"));
        await server.ExecuteAsync("CREATE ROLE dhmad LOGIN PASSWORD 'right'");
        await server.ExecuteAsync(RequirePasswords);
        var text = new NpgsqlConnectionStringBuilder(await server.CreateDatabaseAsync())
        {
            Username = "dhmad",
            Password = "wrong-7",
        };
        var refused = await AssertRefusedAsync(
            new PostgresOptions(text.ConnectionString), "password authentication failed for user \"dhmad\"");
        Assert.DoesNotContain("wrong-7", refused.Message, StringComparison.Ordinal);
    }

    [PostgresTheory]
    [InlineData("Port=99999", "Dhmad:Database")]
    [InlineData("Target Session Attributes=primary", "Dhmad:Database")]
    [InlineData("Encoding=klingon", "Dhmad:Database")]
    [InlineData("Options=-c foo=bar", "foo")]
    [InlineData("Timezone=nowhere", "TimeZone")]
    public async Task A_value_that_cannot_be_used_is_refused_and_named(string setting, string named)
    {
        var options = await EmptyAsync();
        await AssertRefusedAsync(
            options with { ConnectionString = $"{options.ConnectionString};Password=planted-7;{setting}" }, named);
    }

    [Fact]
    public void A_reason_is_in_the_servers_words_without_their_code_and_detail()
    {
        var starting = new PostgresException(
            "the database system is starting up", "FATAL", "FATAL", PostgresErrorCodes.CannotConnectNow, detail: "planted");
        Assert.Equal(
            "The database cannot be reached. the database system is starting up.",
            Assert.IsType<DatabaseUnavailableException>(PostgresFailure.Translate(starting)).Reason);
    }

    [PostgresFact]
    public async Task A_replica_is_not_ready_until_it_is_promoted()
    {
        await using var server = await PostgresServer.StartAsync(("fsync", "off"));
        await using var fixture = await PostgresFixture.OpenAsync(server);
        await using var connection = new NpgsqlConnection(fixture.ConnectionString + ";Pooling=false");
        var folder = await connection.ExecuteScalarAsync<string>("SHOW data_directory");
        var sign = Path.Combine(folder!, "standby.signal");
        await server.StopAsync();
        await File.WriteAllTextAsync(sign, "");
        await server.StartAgainAsync();
        var failure = await Assert.ThrowsAsync<DatabaseUnavailableException>(() => fixture.Database.PingAsync(default));
        Assert.Contains("replica", failure.Message, StringComparison.Ordinal);
        await IsAReplicaAsync(() => fixture.TopUpAsync("sami", 1));
        await IsAReplicaAsync(() => fixture.Database.CommitAsync(fixture.NewLife().Create(), default));
        foreach (var role in (DatabaseRole[])[DatabaseRole.Server, DatabaseRole.Command])
        {
            await IsAReplicaAsync(
                () => PostgresFixture.OpenAsync(new PostgresOptions(fixture.ConnectionString) { Role = role }));
        }

        await using (await PostgresFixture.OpenAsync(
            new PostgresOptions(fixture.ConnectionString) { Role = DatabaseRole.Reader }))
        {
            // The proof may be run on a replica.
        }

        await server.StopAsync();
        File.Delete(sign);
        await server.StartAgainAsync();
        await fixture.Database.PingAsync(default);
        await fixture.CommitAsync(fixture.NewLife().Create());

        static Task IsAReplicaAsync(Func<Task> write) => Assert.ThrowsAsync<DatabaseUnavailableException>(write);
    }

    [PostgresTheory]
    [InlineData("LATIN1")]
    [InlineData("SQL_ASCII")]
    public async Task A_database_that_cannot_hold_every_name_is_refused(string encoding)
    {
        var server = await PostgresServer.SharedAsync();
        var name = $"in_{encoding}".ToLowerInvariant();
        await server.ExecuteAsync($"CREATE DATABASE {name} ENCODING '{encoding}' TEMPLATE template0");
        var text = new NpgsqlConnectionStringBuilder((await EmptyAsync()).ConnectionString) { Database = name };
        await AssertRefusedAsync(new PostgresOptions(text.ConnectionString), $"encoding is {encoding}");
    }

    [PostgresFact]
    public async Task A_role_without_rights_is_refused_and_told_which()
    {
        var server = await PostgresServer.SharedAsync();
        var role = "guest_" + Guid.NewGuid().ToString("N");
        await server.ExecuteAsync($"CREATE ROLE {role} LOGIN");
        var empty = new NpgsqlConnectionStringBuilder((await EmptyAsync()).ConnectionString) { Username = role };
        await AssertRefusedAsync(
            new PostgresOptions(empty.ConnectionString), "The database holds no Dhmad schema, and its role may not apply it (permission denied for schema");

        await using var fixture = await PostgresFixture.OpenAsync(server);
        var made = new NpgsqlConnectionStringBuilder(fixture.ConnectionString) { Username = role };
        var options = new PostgresOptions(made.ConnectionString);
        await AssertRefusedAsync(options, "permission denied for table");
        await AssertRefusedAsync(options with { Role = DatabaseRole.Reader }, "permission denied for table");
        await using (var owner = new NpgsqlConnection(fixture.ConnectionString))
            await owner.ExecuteAsync($"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {role}");
        await AssertRefusedAsync(options, "it may not write the tables, INSERT on deployment is missing");
        await AssertRefusedAsync(options with { Role = DatabaseRole.Command }, "it may not write the tables");
        await using var reader = await PostgresFixture.OpenAsync(options with { Role = DatabaseRole.Reader });
        await reader.PingAsync(default);
    }

    [PostgresTheory]
    [InlineData("INSERT", "webhook_attempts")]
    [InlineData("DELETE", "idempotency_keys")]
    [InlineData("SELECT", "orleansquery")]
    public async Task A_role_that_lacks_a_right_on_one_table_is_told_which(string right, string table)
    {
        await using var fixture = await PostgresFixture.OpenAsync(await PostgresServer.SharedAsync());
        var options = await GuestAsync(fixture, "SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public");
        await (await PostgresFixture.OpenAsync(options)).DisposeAsync();
        await using (var owner = new NpgsqlConnection(fixture.ConnectionString))
            await owner.ExecuteAsync($"REVOKE {right} ON {table} FROM {UserOf(options)}");
        var refused = await AssertRefusedAsync(options, right);
        Assert.Contains($"{right} on {table} is missing", refused.Message, StringComparison.OrdinalIgnoreCase);
    }

    [PostgresFact]
    public async Task A_role_that_may_not_use_the_schema_is_told_so()
    {
        await using var fixture = await PostgresFixture.OpenAsync(await PostgresServer.SharedAsync());
        var options = await GuestAsync(fixture, "SELECT ON ALL TABLES IN SCHEMA public");
        await using (var owner = new NpgsqlConnection(fixture.ConnectionString))
            await owner.ExecuteAsync("REVOKE ALL ON SCHEMA public FROM PUBLIC");
        await AssertRefusedAsync(options, "lacks rights that Dhmad needs: USAGE on the schema");
        await AssertRefusedAsync(options with { Role = DatabaseRole.Reader }, "USAGE on the schema");
    }

    [PostgresFact]
    public async Task Every_table_is_one_whose_rights_are_looked_at()
    {
        await using var fixture = await PostgresFixture.OpenAsync();
        await using var connection = new NpgsqlConnection(fixture.ConnectionString);
        var tables = await connection.QueryAsync<string>("SELECT tablename FROM pg_tables WHERE schemaname = 'public'");
        Assert.Equal(
            tables.Order(StringComparer.Ordinal),
            PostgresRights.Tables.Select(one => one.Table.ToLowerInvariant()).Order(StringComparer.Ordinal));
    }

    [PostgresFact]
    public async Task A_new_schema_says_how_many_scripts_it_took_and_measures_no_table_of_others()
    {
        var options = await EmptyAsync();
        await using var connection = new NpgsqlConnection(options.ConnectionString);
        await connection.ExecuteAsync("CREATE TABLE of_others AS SELECT generate_series(1, 10) AS n");
        await using (var made = await PostgresFixture.OpenAsync(options))
            Assert.Equal(Schema.Script.All("Postgres").Count, made.AppliedScripts);
        await using (var again = await PostgresFixture.OpenAsync(options)) Assert.Equal(0, again.AppliedScripts);
        var measured = await connection.QueryAsync<string>(
            "SELECT relname::text FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND reltuples >= 0");
        Assert.Contains("schema_migrations", measured);
        Assert.Contains("escrows", measured);
        Assert.DoesNotContain("of_others", measured);
    }

    [PostgresFact]
    public async Task A_server_that_only_reads_says_so_and_service_returns_when_it_writes_again()
    {
        await using var server = await PostgresServer.StartAsync();
        await using var fixture = await PostgresFixture.OpenAsync(server);
        var life = fixture.NewLife();
        await fixture.CommitAsync(life.Create());
        await server.StopAsync();
        await server.StartAgainAsync(("default_transaction_read_only", "on"));
        await fixture.Database.PingAsync(default);
        Assert.NotNull(await new EscrowStore(fixture.Database).LoadAsync(life.Escrow.Id, default));
        var paid = life.Pay();
        Func<Task>[] writes =
        [
            () => fixture.Database.CommitAsync(paid, default),
            () => fixture.TopUpAsync("sami", 1),
        ];
        foreach (var write in writes)
        {
            var failure = await Assert.ThrowsAsync<DatabaseUnavailableException>(write);
            Assert.StartsWith("The database cannot be written.", failure.Message, StringComparison.Ordinal);
        }

        await server.StopAsync();
        await server.StartAgainAsync();
        await fixture.CommitAsync(paid);
        await ProofHolds.OnAsync(fixture);
    }

    /// <summary>A role that may enter the fixture's database, and what it is granted there.</summary>
    private static async Task<PostgresOptions> GuestAsync(PostgresFixture fixture, string granted)
    {
        var role = "guest_" + Guid.NewGuid().ToString("N");
        await using var owner = new NpgsqlConnection(fixture.ConnectionString);
        await owner.ExecuteAsync($"CREATE ROLE {role} LOGIN; GRANT {granted} TO {role}");
        return new PostgresOptions(
            new NpgsqlConnectionStringBuilder(fixture.ConnectionString) { Username = role }.ConnectionString);
    }

    private static string UserOf(PostgresOptions options) =>
        new NpgsqlConnectionStringBuilder(options.ConnectionString).Username!;

    private static async Task<PostgresOptions> EmptyAsync() =>
        new(await (await PostgresServer.SharedAsync()).CreateDatabaseAsync());

    private static async Task<DatabaseRefusedException> AssertRefusedAsync(PostgresOptions options, string why)
    {
        var refused = await Assert.ThrowsAsync<DatabaseRefusedException>(() => PostgresFixture.OpenAsync(options));
        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
        return refused;
    }
}
