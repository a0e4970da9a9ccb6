using Dhmad.Testing.Postgres;
using Npgsql;
using static Dhmad.Storage.Tests.Postgres.Argument;

namespace Dhmad.Storage.Tests.Postgres;

/// <summary>The statements of grain storage: one row for a grain's state, changed only at its version.</summary>
public sealed class ClusterStorageTests(ClusterDatabase database) : IClassFixture<ClusterDatabase>
{
    private static readonly byte[] First = [1, 2, 3];
    private static readonly byte[] Second = [4, 5];

    private readonly string service = $"service-{Guid.NewGuid():N}";

    /// <summary>A row each, though they share numbers or text: kinds of key, kinds of state, letters.</summary>
    private static readonly (string State, long N0, long N1, string? Key)[] Different =
    [
        ("rates", 0, 0, "acct-1"), ("rates", 0, 0, "acct-2"), ("rates", 0, 0, "ACCT-1"), ("rates", 0, 0, "acct-1 "),
        ("clock", 0, 0, "acct-1"), ("rates", 0, 1, "acct-1"), ("rates", 1, 0, "acct-1"), ("rates", 1, 1, "acct-1"),
        ("rates", 0, 0, null), ("rates", 0, 1, null), ("rates", 1, 0, null),
        ("rates", long.MinValue, long.MaxValue, null),
    ];

    [PostgresFact]
    public async Task A_state_never_written_has_no_row() => Assert.True((await ReadAsync()).IsEmpty);

    [PostgresFact]
    public async Task A_first_write_makes_version_1()
    {
        Assert.Equal(1, (await WriteAsync(null, First))["NewGrainStateVersion"]);
        var read = await ReadAsync();
        Assert.Equal(First, read["PayloadBinary"]);
        Assert.Equal(1, read["Version"]);
    }

    [PostgresFact]
    public async Task A_write_at_the_rows_version_makes_the_next()
    {
        await WriteAsync(null, First);
        Assert.Equal(2, (await WriteAsync(1, Second))["NewGrainStateVersion"]);
        Assert.Equal(3, (await WriteAsync(2, []))["NewGrainStateVersion"]);
        var read = await ReadAsync();
        Assert.Equal(Array.Empty<byte>(), read["PayloadBinary"]);
        Assert.Equal(3, read["Version"]);
    }

    [PostgresTheory]
    [InlineData(null)]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_write_at_any_other_version_answers_nothing_and_changes_nothing(int? version)
    {
        await WriteAsync(null, First);
        await WriteAsync(1, Second);
        Assert.True((await WriteAsync(version, First)).IsEmpty);
        Assert.True((await ClearAsync(version)).IsEmpty);
        Assert.True((await DeleteAsync(version)).IsEmpty);
        var read = await ReadAsync();
        Assert.Equal(Second, read["PayloadBinary"]);
        Assert.Equal(2, read["Version"]);
    }

    [PostgresFact]
    public async Task A_state_that_is_not_there_cannot_be_changed()
    {
        Assert.True((await WriteAsync(0, First)).IsEmpty);
        Assert.True((await WriteAsync(1, First)).IsEmpty);
        Assert.True((await ClearAsync(1)).IsEmpty);
        Assert.True((await ClearAsync(null)).IsEmpty);
        Assert.True((await DeleteAsync(1)).IsEmpty);
        Assert.True((await ReadAsync()).IsEmpty);
    }

    [PostgresFact]
    public async Task A_cleared_state_keeps_its_row_and_its_versions_go_on()
    {
        await WriteAsync(null, First);
        Assert.Equal(2, Assert.Single((await ClearAsync(1)).Rows)[0]);
        var read = await ReadAsync();
        Assert.Null(read["PayloadBinary"]);
        Assert.Equal(2, read["Version"]);
        Assert.True((await WriteAsync(null, Second)).IsEmpty);
        Assert.Equal(3, (await WriteAsync(2, Second))["NewGrainStateVersion"]);
    }

    [PostgresFact]
    public async Task A_deleted_state_is_gone_and_can_be_written_first_again()
    {
        await WriteAsync(null, First);
        await WriteAsync(1, First);
        Assert.Equal(3, Assert.Single((await DeleteAsync(2)).Rows)[0]);
        Assert.True((await ReadAsync()).IsEmpty);
        Assert.Equal(1, (await WriteAsync(null, Second))["NewGrainStateVersion"]);
    }

    [PostgresFact]
    public async Task Different_grains_have_different_rows()
    {
        foreach (var (grain, number) in Different.Select((grain, number) => (grain, (byte)number)))
            Assert.Equal(1, (await WriteAsync(null, [number], grain))["NewGrainStateVersion"]);
        foreach (var (grain, number) in Different.Select((grain, number) => (grain, (byte)number)))
            Assert.Equal(new[] { number }, (await ReadAsync(grain))["PayloadBinary"]);
        await DeleteAsync(1, Different[0]);
        await ClearAsync(1, Different[1]);
        foreach (var grain in Different[2..]) Assert.Equal(1, (await ReadAsync(grain))["Version"]);
    }

    [PostgresFact]
    public async Task Another_service_has_rows_of_its_own()
    {
        var other = new ClusterStorageTests(database);
        await WriteAsync(null, First);
        Assert.True((await other.ReadAsync()).IsEmpty);
        Assert.Equal(1, (await other.WriteAsync(null, Second))["NewGrainStateVersion"]);
        Assert.Equal(First, (await ReadAsync())["PayloadBinary"]);
    }

    private Task<Answer> ReadAsync((string, long, long, string?)? grain = null) =>
        database.AskAsync("ReadFromStorageKey", Named(grain));

    private Task<Answer> WriteAsync(int? version, byte[] payload, (string, long, long, string?)? grain = null) =>
        database.AskAsync(
            "WriteToStorageKey",
            [.. Named(grain), Number("GrainStateVersion", version), Bytes("PayloadBinary", payload)]);

    private Task<Answer> ClearAsync(int? version, (string, long, long, string?)? grain = null) =>
        database.AskAsync("ClearStorageKey", [.. Named(grain), Number("GrainStateVersion", version)]);

    private Task<Answer> DeleteAsync(int? version, (string, long, long, string?)? grain = null) =>
        database.AskAsync("DeleteStorageKey", [.. Named(grain), Number("GrainStateVersion", version)]);

    /// <summary>Hashes are handed over and not kept: two grains of one hash are still two.</summary>
    private NpgsqlParameter[] Named((string State, long N0, long N1, string? Key)? grain)
    {
        var (state, n0, n1, key) = grain ?? Different[0];
        return
        [
            Number("GrainIdHash", 17), Large("GrainIdN0", n0), Large("GrainIdN1", n1), Number("GrainTypeHash", -17),
            Text("GrainTypeString", state), Text("GrainIdExtensionString", key), Text("ServiceId", service),
        ];
    }
}
