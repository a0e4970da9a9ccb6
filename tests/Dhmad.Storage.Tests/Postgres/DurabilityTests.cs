using Dhmad.Domain.Ledger;
using Dhmad.Storage.Escrows;
using Dhmad.Testing.Postgres;

namespace Dhmad.Storage.Tests.Postgres;

/// <summary>What was answered is on the disk, whatever the server's own settings say.</summary>
public sealed class DurabilityTests
{
    [PostgresTheory]
    [InlineData("")]
    [InlineData(";Options=-c synchronous_commit=off")]
    public async Task What_was_answered_outlives_a_server_that_was_told_not_to_flush(string setting)
    {
        await using var server = await PostgresServer.StartAsync(
            ("synchronous_commit", "off"), ("wal_writer_delay", "10s"));
        await using var fixture = await PostgresFixture.OpenAsync(
            server, options => options with { ConnectionString = options.ConnectionString + setting });
        var life = fixture.NewLife();
        await fixture.CommitAsync(life.Create());
        await KillAsync();
        Assert.Equal(1, (await new EscrowStore(fixture.Database).LoadAsync(life.Escrow.Id, default))!.Version);
        await fixture.TopUpAsync("sami", 7);
        await KillAsync();
        Assert.Equal(7, await fixture.BalanceAsync(AccountKind.Available, "sami"));
        await ProofHolds.OnAsync(fixture);

        async Task KillAsync()
        {
            await server.KillAsync();
            await server.StartAgainAsync();
        }
    }
}
