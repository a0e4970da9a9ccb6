using Dhmad.Testing.Postgres;

namespace Dhmad.Storage.Tests.Postgres;

/// <summary>The statements of clustering: the list of silos changes together with its version, or not at all.</summary>
public sealed class ClusterMembershipTests(ClusterDatabase database) : IClassFixture<ClusterDatabase>
{
    private const string Suspicion = "10.0.0.2:11111@5,2026-03-01 09:31:00.000 GMT";

    private static readonly DateTime Start = Membership.Start;
    private static readonly DateTime Later = Start.AddMinutes(5);

    private readonly Membership members = new(database);

    [PostgresFact]
    public async Task The_version_begins_once_at_0()
    {
        Assert.True((await members.ReadAllAsync()).IsEmpty);
        Assert.True(await members.BeginAsync());
        Assert.True(await members.InsertAsync(1, version: 0));
        Assert.False(await members.BeginAsync());
        Assert.Equal(1, await members.VersionAsync());
    }

    [PostgresFact]
    public async Task A_cluster_without_silos_is_one_row_with_its_version()
    {
        await members.BeginAsync();
        foreach (var rows in new[] { await members.ReadAllAsync(), await members.ReadAsync(1) })
        {
            Assert.Equal(0, rows["Version"]);
            Assert.All(rows.Columns.Where(column => column != "version"), column => Assert.Null(rows[column]));
        }
    }

    [PostgresFact]
    public async Task A_silo_is_read_as_it_was_inserted()
    {
        await members.BeginAsync();
        Assert.True(await members.InsertAsync(1, version: 0, status: 2, alive: Later));
        foreach (var rows in new[] { await members.ReadAllAsync(), await members.ReadAsync(1) })
        {
            Assert.Equal(
                [Start, "127.0.0.1", 11_111, 1, "silo 1", "host", 2, 30_000, null, Later, 1],
                Assert.Single(rows.Rows));
            Assert.Equal(DateTimeKind.Utc, ((DateTime)rows["StartTime"]!).Kind);
        }
    }

    [PostgresFact]
    public async Task Every_silo_is_listed_with_one_version()
    {
        await members.BeginAsync();
        for (var silo = 1; silo <= 3; silo++) Assert.True(await members.InsertAsync(silo, version: silo - 1));
        Assert.Equal([1, 2, 3], await members.SilosAsync());
        Assert.Equal(3, await members.VersionAsync());
        Assert.Equal(2, (await members.ReadAsync(2))["Generation"]);
        Assert.Equal(3, (await members.ReadAsync(2))["Version"]);
        Assert.Null((await members.ReadAsync(9))["StartTime"]);
    }

    [PostgresTheory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task A_change_at_another_version_changes_nothing(int version)
    {
        await members.BeginAsync();
        await members.InsertAsync(1, version: 0);
        Assert.False(await members.InsertAsync(2, version));
        Assert.False(await members.UpdateAsync(1, version, Membership.Dead));
        Assert.Equal([1], await members.SilosAsync());
        Assert.Equal(Membership.Active, (await members.ReadAllAsync())["Status"]);
        Assert.Equal(1, await members.VersionAsync());
    }

    [PostgresFact]
    public async Task A_silo_that_is_listed_is_not_inserted_again()
    {
        await members.BeginAsync();
        await members.InsertAsync(1, version: 0);
        Assert.False(await members.InsertAsync(1, version: 1, status: Membership.Dead));
        Assert.Equal(Membership.Active, (await members.ReadAllAsync())["Status"]);
        Assert.Equal(1, await members.VersionAsync());
    }

    [PostgresFact]
    public async Task A_silo_that_is_not_listed_is_not_updated()
    {
        await members.BeginAsync();
        Assert.False(await members.UpdateAsync(1, version: 0));
        Assert.Equal(0, await members.VersionAsync());
    }

    [PostgresFact]
    public async Task A_cluster_that_never_began_takes_no_silo()
    {
        Assert.False(await members.InsertAsync(1, version: 0));
        Assert.True((await members.ReadAllAsync()).IsEmpty);
    }

    [PostgresFact]
    public async Task An_update_changes_status_suspicions_and_sign_of_life_of_one_silo()
    {
        await members.BeginAsync();
        await members.InsertAsync(1, version: 0);
        await members.InsertAsync(2, version: 1);
        Assert.True(await members.UpdateAsync(1, version: 2, Membership.Dead, Suspicion, Later));
        Assert.Equal(
            [Start, "127.0.0.1", 11_111, 1, "silo 1", "host", Membership.Dead, 30_000, Suspicion, Later, 3],
            Assert.Single((await members.ReadAsync(1)).Rows));
        Assert.Equal(Membership.Active, (await members.ReadAsync(2))["Status"]);
        Assert.True(await members.UpdateAsync(1, version: 3, Membership.Dead));
        Assert.Null((await members.ReadAsync(1))["SuspectTimes"]);
    }

    [PostgresFact]
    public async Task A_sign_of_life_leaves_the_version()
    {
        await members.BeginAsync();
        await members.InsertAsync(1, version: 0);
        await members.InsertAsync(2, version: 1);
        await members.LiveAsync(1, Later);
        Assert.Equal(Later, (await members.ReadAsync(1))["IAmAliveTime"]);
        Assert.Equal(Start, (await members.ReadAsync(2))["IAmAliveTime"]);
        Assert.Equal(2, await members.VersionAsync());
    }

    [PostgresFact]
    public async Task Clients_find_active_silos_with_an_open_gateway()
    {
        await members.BeginAsync();
        await members.InsertAsync(1, version: 0);
        await members.InsertAsync(2, version: 1, proxyPort: 0);
        await members.InsertAsync(3, version: 2, status: Membership.Dead);
        var other = new Membership(database);
        await other.BeginAsync();
        await other.InsertAsync(4, version: 0);
        Assert.Equal(["127.0.0.1", 30_000, 1], Assert.Single((await members.GatewaysAsync()).Rows));
    }

    [PostgresFact]
    public async Task Silos_long_silent_are_cleaned_away_unless_they_are_active()
    {
        await members.BeginAsync();
        await members.InsertAsync(1, version: 0);
        await members.InsertAsync(2, version: 1, status: Membership.Dead);
        await members.InsertAsync(3, version: 2, status: Membership.Dead, alive: Later);
        await members.InsertAsync(4, version: 3, status: 1);
        await members.CleanUpAsync(Later);
        Assert.Equal([1, 3], await members.SilosAsync());
        Assert.Equal(4, await members.VersionAsync());
    }

    [PostgresTheory]
    [InlineData(Membership.Dead, Suspicion, Suspicion, 0, 0, true)]
    [InlineData(Membership.Dead, null, null, 0, 0, true)]
    [InlineData(Membership.Dead, null, "", 0, 0, true)]
    [InlineData(Membership.Dead, "", null, 0, 0, true)]
    [InlineData(Membership.Dead, Suspicion, null, 0, 0, false)]
    [InlineData(Membership.Dead, null, Suspicion, 0, 0, false)]
    [InlineData(Membership.Dead, null, null, 1, 0, false)]
    [InlineData(Membership.Dead, null, null, 0, 1, false)]
    [InlineData(Membership.Active, null, null, 0, 0, false)]
    public async Task One_dead_silo_is_cleaned_away_as_it_was_read(
        int status, string? suspects, string? read, int startedLater, int aliveLater, bool goes)
    {
        await members.BeginAsync();
        await members.InsertAsync(1, version: 0, status);
        await members.InsertAsync(2, version: 1, status);
        await members.UpdateAsync(1, version: 2, status, suspects);
        await members.CleanUpAsync(1, read, Start.AddSeconds(startedLater), Start.AddSeconds(aliveLater));
        Assert.Equal(goes ? [2] : [1, 2], await members.SilosAsync());
        Assert.Equal(3, await members.VersionAsync());
    }

    [PostgresFact]
    public async Task A_cluster_is_deleted_whole_and_alone()
    {
        var other = new Membership(database);
        foreach (var cluster in new[] { members, other })
        {
            await cluster.BeginAsync();
            await cluster.InsertAsync(1, version: 0);
        }

        await members.DeleteAsync();
        Assert.True((await members.ReadAllAsync()).IsEmpty);
        Assert.True((await members.GatewaysAsync()).IsEmpty);
        Assert.Equal([1], await other.SilosAsync());
        Assert.True(await members.BeginAsync());
        Assert.Equal(0, await members.VersionAsync());
    }
}
