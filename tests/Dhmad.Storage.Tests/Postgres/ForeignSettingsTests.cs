using Dhmad.Domain.Ledger;
using Dhmad.Testing.Postgres;

namespace Dhmad.Storage.Tests.Postgres;

/// <summary>Settings of a server, a role or a connection string that other programs wanted change nothing here.</summary>
public sealed class ForeignSettingsTests
{
    [PostgresTheory]
    [InlineData("Options=-c default_transaction_isolation=serializable")]
    [InlineData("Options=-c statement_timeout=1")]
    [InlineData("Options=-c timezone=Africa/Tunis -c datestyle=German")]
    [InlineData("Multiplexing=true")]
    [InlineData("Pooling=false")]
    [InlineData("Maximum Pool Size=50;Minimum Pool Size=50")]
    [InlineData("Enlist=true;Client Encoding=LATIN1")]
    public async Task Commits_go_on_as_ever(string setting)
    {
        await using var fixture = await OpenAsync(setting);
        var crowd = new Crowd(fixture);
        await crowd.RunAsync(32, () => crowd.UntilAsync(more: 500));
        await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => fixture.TopUpAsync("sami", 1)));
        Assert.Equal(32, await fixture.BalanceAsync(AccountKind.Available, "sami"));
        await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => fixture.Database.WriteOneAsync(
            work => work.ExecuteAsync("UPDATE schema_migrations SET applied_at = applied_at + 1 WHERE number = 1"),
            CancellationToken.None)));
        Assert.Equal(0, crowd.Unanswered);
        await crowd.AssertTruthfulAsync();
    }

    [PostgresFact]
    public async Task What_an_error_of_the_database_quotes_stays_there()
    {
        await using var fixture = await OpenAsync("Include Error Detail=true;Log Parameters=true");
        var refused = await Assert.ThrowsAsync<Npgsql.PostgresException>(() => fixture.Database.WriteAsync(
            work => work.ExecuteAsync(
                "INSERT INTO schema_migrations VALUES (7777, 'planted-7', '', NULL)"),
            CancellationToken.None));
        Assert.DoesNotContain("planted-7", refused.ToString(), StringComparison.Ordinal);
    }

    [PostgresTheory]
    [InlineData("primary")]
    [InlineData("read-write")]
    [InlineData("prefer-primary")]
    public async Task Of_several_servers_the_one_that_writes_is_found(string wanted)
    {
        var server = await PostgresServer.SharedAsync();
        await using var fixture = await OpenAsync(
            $"Host=127.0.0.1:1,127.0.0.1:{server.Port};Target Session Attributes={wanted}");
        await fixture.TopUpAsync("sami", 1);
        await fixture.CommitAsync(fixture.NewLife().Create());
        Assert.Equal(1, await fixture.BalanceAsync(AccountKind.Available, "sami"));
    }

    private static async Task<PostgresFixture> OpenAsync(string setting) => await PostgresFixture.OpenAsync(
        await PostgresServer.SharedAsync(),
        options => options with { ConnectionString = $"{options.ConnectionString};{setting}" });
}
