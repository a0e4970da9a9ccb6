using Npgsql;
using static Dhmad.Storage.Tests.Postgres.Argument;

namespace Dhmad.Storage.Tests.Postgres;

/// <summary>One cluster's list of silos, changed and read as the clustering provider does.</summary>
internal sealed class Membership(ClusterDatabase database)
{
    public const int Active = 3;
    public const int Dead = 6;

    public static readonly DateTime Start = new(2026, 3, 1, 9, 30, 0, 125, DateTimeKind.Utc);

    public string Cluster { get; } = $"cluster-{Guid.NewGuid():N}";

    public async Task<bool> BeginAsync() => (await database.AskAsync("InsertMembershipVersionKey", Id)).IsYes;

    public async Task<bool> InsertAsync(
        int silo, int version, int status = Active, int proxyPort = 30_000, DateTime? alive = null,
        NpgsqlConnection? connection = null) =>
        (await AskAsync(
            connection, "InsertMembershipKey",
            [
                .. Silo(silo), Text("SiloName", $"silo {silo}"), Text("HostName", "host"), Number("Status", status),
                Number("ProxyPort", proxyPort), Time("StartTime", Start), Time("IAmAliveTime", alive ?? Start),
                Number("Version", version),
            ])).IsYes;

    public async Task<bool> UpdateAsync(
        int silo, int version, int status = Active, string? suspects = null, DateTime? alive = null) =>
        (await AskAsync(
            null, "UpdateMembershipKey",
            [
                .. Silo(silo), Number("Status", status), Text("SuspectTimes", suspects),
                Time("IAmAliveTime", alive ?? Start), Number("Version", version),
            ])).IsYes;

    public Task<Answer> LiveAsync(int silo, DateTime at, NpgsqlConnection? connection = null) =>
        AskAsync(connection, "UpdateIAmAlivetimeKey", [.. Silo(silo), Time("IAmAliveTime", at)]);

    public Task<Answer> ReadAllAsync() => database.AskAsync("MembershipReadAllKey", Id);

    public Task<Answer> ReadAsync(int silo) => database.AskAsync("MembershipReadRowKey", Silo(silo));

    public Task<Answer> GatewaysAsync() => database.AskAsync("GatewaysQueryKey", Id, Number("Status", Active));

    public Task CleanUpAsync(DateTime before, NpgsqlConnection? connection = null) =>
        AskAsync(connection, "CleanupDefunctSiloEntriesKey", [Id, Time("IAmAliveTime", before)]);

    public Task CleanUpAsync(int silo, string? suspects, DateTime start, DateTime alive) =>
        database.AskAsync(
            "CleanupDefunctSiloEntryKey",
            [.. Silo(silo), Text("SuspectTimes", suspects), Time("StartTime", start), Time("IAmAliveTime", alive)]);

    public Task DeleteAsync() => database.AskAsync("DeleteMembershipTableEntriesKey", Id);

    /// <summary>The version of the table, from all rows: they agree.</summary>
    public async Task<int> VersionAsync() =>
        Assert.Single((await ReadAllAsync()).All<int>("Version").Distinct());

    /// <summary>The generations of the silos listed.</summary>
    public async Task<IEnumerable<int>> SilosAsync() => (await ReadAllAsync()).Rows
        .Where(row => row[0] is not null).Select(row => (int)row[3]!).Order();

    /// <summary>Silos of one address and port are told apart by their generation.</summary>
    private NpgsqlParameter[] Silo(int generation) =>
        [Id, Text("Address", "127.0.0.1"), Number("Port", 11_111), Number("Generation", generation)];

    private NpgsqlParameter Id => Text("DeploymentId", Cluster);

    private Task<Answer> AskAsync(NpgsqlConnection? connection, string key, NpgsqlParameter[] arguments) =>
        connection is null ? database.AskAsync(key, arguments) : database.AskAsync(connection, key, arguments);
}
