using Dhmad.Testing.Postgres;
using Npgsql;
using static Dhmad.Storage.Tests.Postgres.Argument;

namespace Dhmad.Storage.Tests.Postgres;

/// <summary>Many silos at one row: each statement stands on its own, and one of them wins.</summary>
public sealed class ClusterRaceTests(ClusterDatabase database) : IClassFixture<ClusterDatabase>
{
    private const int Racers = 16;
    private const int Rounds = 50;

    private readonly Membership members = new(database);

    [PostgresFact]
    public async Task Of_sixteen_first_writes_of_a_grain_one_wins()
    {
        for (var round = 0; round < 200; round++)
        {
            var key = $"acct-{round}";
            var answers = await RaceAsync(racer => WriteAsync(key, null, (byte)racer));
            var winner = Assert.Single(answers.Index(), answer => !answer.Item.IsEmpty);
            Assert.Equal(1, winner.Item["NewGrainStateVersion"]);
            Assert.Equal(new[] { (byte)winner.Index }, (await ReadAsync(key))["PayloadBinary"]);
        }
    }

    [PostgresFact]
    public async Task Of_sixteen_writes_at_one_version_one_wins()
    {
        await WriteAsync("race", null, 0);
        for (var version = 1; version <= Rounds; version++)
        {
            var answers = await RaceAsync(racer => WriteAsync("race", version, (byte)racer));
            var winner = Assert.Single(answers.Index(), answer => !answer.Item.IsEmpty);
            Assert.Equal(version + 1, winner.Item["NewGrainStateVersion"]);
            Assert.Equal(new[] { (byte)winner.Index }, (await ReadAsync("race"))["PayloadBinary"]);
        }
    }

    [PostgresFact]
    public async Task Of_sixteen_that_begin_a_cluster_one_does()
    {
        for (var round = 0; round < Rounds; round++)
        {
            var cluster = new Membership(database);
            Assert.Single(await RaceAsync(_ => cluster.BeginAsync()), began => began);
        }
    }

    [PostgresFact]
    public async Task Of_sixteen_silos_that_join_at_one_version_one_is_listed()
    {
        for (var round = 0; round < Rounds; round++)
        {
            var cluster = new Membership(database);
            await cluster.BeginAsync();
            var joined = await RaceAsync(racer => cluster.InsertAsync(racer, version: 0));
            var winner = Assert.Single(joined.Index(), join => join.Item);
            Assert.Equal([winner.Index], await cluster.SilosAsync());
            Assert.Equal(1, await cluster.VersionAsync());
        }
    }

    [PostgresFact]
    public async Task Of_sixteen_silos_updated_at_one_version_one_is()
    {
        await members.BeginAsync();
        for (var silo = 0; silo < Racers; silo++) await members.InsertAsync(silo, version: silo);
        for (var version = Racers; version < Racers + Rounds; version++)
        {
            var updated = await RaceAsync(racer => members.UpdateAsync(racer, version, suspects: $"{version}"));
            var winner = Assert.Single(updated.Index(), update => update.Item);
            var changed = (await members.ReadAllAsync()).Rows.Where(row => (string?)row[8] == $"{version}");
            Assert.Equal(winner.Index, Assert.Single(changed)[3]);
            Assert.Equal(version + 1, await members.VersionAsync());
        }
    }

    /// <summary>Silos only join, so whoever reads sees as many as the version says: both are of one snapshot.</summary>
    [PostgresFact]
    public async Task Version_and_silos_are_read_in_one_snapshot_while_all_join_in_the_end()
    {
        await members.BeginAsync();
        using var joining = new CancellationTokenSource();
        var reads = Task.Run(async () =>
        {
            for (var count = 0; ; count++)
            {
                var rows = await members.ReadAllAsync();
                var silos = rows.Rows.Count(row => row[0] is not null);
                Assert.All(rows.All<int>("Version"), version => Assert.Equal(silos, version));
                if (joining.IsCancellationRequested) return count;
            }
        });
        await RaceAsync(async racer =>
        {
            while (!await members.InsertAsync(racer, await members.VersionAsync())) Assert.False(reads.IsFaulted);
            return true;
        });
        await joining.CancelAsync();
        Assert.True(await reads > 0);
        Assert.Equal(Enumerable.Range(0, Racers), await members.SilosAsync());
        Assert.Equal(Racers, await members.VersionAsync());
    }

    [PostgresFact]
    public async Task A_silo_that_goes_while_it_is_updated_leaves_the_version()
    {
        await members.BeginAsync();
        await members.InsertAsync(1, version: 0, status: Membership.Dead);
        await using var connection = await database.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await members.CleanUpAsync(Membership.Start.AddDays(1), connection);
        var update = members.UpdateAsync(1, version: 1, Membership.Dead);
        await database.UntilWaitingAsync(1);
        await transaction.CommitAsync();
        Assert.False(await update);
        Assert.Equal(1, await members.VersionAsync());
    }

    [PostgresFact]
    public async Task A_silo_inserted_by_two_at_once_is_listed_once()
    {
        await members.BeginAsync();
        await using var connection = await database.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        Assert.True(await members.InsertAsync(1, version: 0, connection: connection));
        var second = members.InsertAsync(1, version: 0, status: Membership.Dead);
        await database.UntilWaitingAsync(1);
        await transaction.CommitAsync();
        Assert.False(await second);
        Assert.Equal(1, await members.VersionAsync());
        Assert.Equal(Membership.Active, (await members.ReadAllAsync())["Status"]);
    }

    [PostgresFact]
    public async Task A_sign_of_life_does_not_hinder_an_update()
    {
        await members.BeginAsync();
        await members.InsertAsync(1, version: 0);
        await using var connection = await database.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await members.LiveAsync(1, Membership.Start.AddMinutes(1), connection);
        var update = members.UpdateAsync(1, version: 1, Membership.Dead, alive: Membership.Start.AddMinutes(2));
        await database.UntilWaitingAsync(1);
        await transaction.CommitAsync();
        Assert.True(await update);
        var row = await members.ReadAllAsync();
        Assert.Equal(Membership.Dead, row["Status"]);
        Assert.Equal(Membership.Start.AddMinutes(2), row["IAmAliveTime"]);
        Assert.Equal(2, row["Version"]);
    }

    [PostgresFact]
    public async Task Reminders_written_at_once_are_one_row_and_no_version_comes_twice()
    {
        var versions = new HashSet<int>();
        for (var round = 0; round < Rounds; round++)
        {
            var written = await RaceAsync(racer => database.AskAsync(
                "UpsertReminderRowKey", Text("ServiceId", members.Cluster), Number("GrainHash", 1),
                Text("GrainId", "escrow/esc_1"), Text("ReminderName", "deadline"), Time("StartTime", Membership.Start),
                Number("Period", 60_000 + racer)));
            Assert.All(written, answer => Assert.True(versions.Add((int)answer["Version"]!)));
            var row = await database.AskAsync(
                "ReadReminderRowsKey", Text("ServiceId", members.Cluster), Text("GrainId", "escrow/esc_1"));
            var winner = written.Index().Single(answer => (int)answer.Item["Version"]! == (int)row["Version"]!);
            Assert.Equal(60_000L + winner.Index, row["Period"]);
        }
    }

    private static async Task<T[]> RaceAsync<T>(Func<int, Task<T>> run) =>
        await Task.WhenAll(Enumerable.Range(0, Racers).Select(racer => Task.Run(() => run(racer))));

    private Task<Answer> WriteAsync(string key, int? version, byte payload) =>
        database.AskAsync(
            "WriteToStorageKey",
            [.. Grain(key), Number("GrainStateVersion", version), Bytes("PayloadBinary", [payload])]);

    private Task<Answer> ReadAsync(string key) => database.AskAsync("ReadFromStorageKey", Grain(key));

    private NpgsqlParameter[] Grain(string key) =>
    [
        Number("GrainIdHash", 1), Large("GrainIdN0", 0), Large("GrainIdN1", 0), Number("GrainTypeHash", 1),
        Text("GrainTypeString", "rates"), Text("GrainIdExtensionString", key), Text("ServiceId", members.Cluster),
    ];
}
