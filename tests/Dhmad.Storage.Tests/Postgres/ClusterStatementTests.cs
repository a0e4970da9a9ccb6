using System.Data;
using Dhmad.Testing.Postgres;
using Npgsql;
using static Dhmad.Storage.Tests.Postgres.Argument;

namespace Dhmad.Storage.Tests.Postgres;

/// <summary>
/// What Orleans' ADO.NET providers (10.4) expect of the table of statements: the keys, the parameters of each with
/// their types, and the columns that it answers.
/// </summary>
public sealed class ClusterStatementTests(ClusterDatabase database) : IClassFixture<ClusterDatabase>
{
    private static readonly NpgsqlParameter[] Grain =
    [
        Number("GrainIdHash", null), Large("GrainIdN0", null), Large("GrainIdN1", null), Number("GrainTypeHash", null),
        Text("GrainTypeString", null), Text("GrainIdExtensionString", null), Text("ServiceId", null),
    ];

    private static readonly NpgsqlParameter[] Reminder =
        [Text("ServiceId", null), Text("GrainId", null), Text("ReminderName", null)];

    private static readonly NpgsqlParameter[] Range =
        [Text("ServiceId", null), Number("BeginHash", null), Number("EndHash", null)];

    private static readonly NpgsqlParameter[] Silo =
        [Text("DeploymentId", null), Text("Address", null), Number("Port", null), Number("Generation", null)];

    private const string State = "PayloadBinary bytea, Version integer";
    private const string NewVersion = "NewGrainStateVersion integer";
    private const string ReminderRow =
        "GrainId text, ReminderName text, StartTime timestamp with time zone, Period bigint, Version integer";
    private const string SiloRow =
        "StartTime timestamp with time zone, Address text, Port integer, Generation integer, SiloName text, " +
        "HostName text, Status integer, ProxyPort integer, SuspectTimes text, IAmAliveTime timestamp with time zone, " +
        "Version integer";
    private const string YesOrNo = "count integer";
    private const string Nothing = "";

    public static TheoryData<Statement> Contract =>
    [
        new("ReadFromStorageKey", State, Grain),
        new("WriteToStorageKey", NewVersion,
            [.. Grain, Number("GrainStateVersion", null), Bytes("PayloadBinary", null)]),
        new("ClearStorageKey", NewVersion, [.. Grain, Number("GrainStateVersion", null)]),
        new("DeleteStorageKey", NewVersion, [.. Grain, Number("GrainStateVersion", null)]),
        new("UpsertReminderRowKey", "Version integer", Upsert(Number("Period", null))),
        new("UpsertReminderRowKey", "Version integer", Upsert(Large("Period", null))),
        new("ReadReminderRowsKey", ReminderRow, Reminder[..2]),
        new("ReadReminderRowKey", ReminderRow, Reminder),
        new("ReadRangeRows1Key", ReminderRow, Range),
        new("ReadRangeRows2Key", ReminderRow, Range),
        new("DeleteReminderRowKey", YesOrNo, [.. Reminder, Number("Version", null)]),
        new("DeleteReminderRowsKey", Nothing, Reminder[..1]),
        new("InsertMembershipVersionKey", YesOrNo, Silo[..1]),
        new("MembershipReadAllKey", SiloRow, Silo[..1]),
        new("MembershipReadRowKey", SiloRow, Silo),
        new("InsertMembershipKey", YesOrNo,
        [
            .. Silo, Text("SiloName", null), Text("HostName", null), Number("Status", null), Number("ProxyPort", null),
            Time("StartTime", null), Time("IAmAliveTime", null), Number("Version", null),
        ]),
        new("UpdateMembershipKey", YesOrNo,
        [
            .. Silo, Number("Status", null), Text("SuspectTimes", null), Time("IAmAliveTime", null),
            Number("Version", null),
        ]),
        new("UpdateIAmAlivetimeKey", Nothing, [.. Silo, Time("IAmAliveTime", null)]),
        new("GatewaysQueryKey", "Address text, ProxyPort integer, Generation integer",
            [.. Silo[..1], Number("Status", null)]),
        new("CleanupDefunctSiloEntriesKey", Nothing, [.. Silo[..1], Time("IAmAliveTime", null)]),
        new("CleanupDefunctSiloEntryKey", Nothing,
            [.. Silo, Text("SuspectTimes", null), Time("StartTime", null), Time("IAmAliveTime", null)]),
        new("DeleteMembershipTableEntriesKey", Nothing, Silo[..1]),
    ];

    /// <summary>A batch's command holds one statement; the server parses it and says what it answers.</summary>
    [PostgresTheory]
    [MemberData(nameof(Contract))]
    public async Task Each_key_is_one_statement_of_its_parameters(Statement statement)
    {
        await using var connection = await database.OpenAsync();
        await using var batch = new NpgsqlBatch(connection);
        var command = new NpgsqlBatchCommand(database.Queries[statement.Key]);
        foreach (var argument in statement.Arguments) command.Parameters.Add(argument.Clone());
        batch.BatchCommands.Add(command);
        await using var reader = await batch.ExecuteReaderAsync(CommandBehavior.SchemaOnly);
        var answered = Enumerable.Range(0, reader.FieldCount)
            .Select(column => $"{reader.GetName(column)} {reader.GetDataTypeName(column)}");
        Assert.Equal(statement.Columns, string.Join(", ", answered), ignoreCase: true);
    }

    [PostgresFact]
    public void Every_key_that_is_looked_up_is_there_and_no_other() =>
        Assert.Equal(
            Contract.AsEnumerable<object[]>().Select(row => ((Statement)row[0]).Key).Distinct()
                .Order(StringComparer.Ordinal),
            database.Queries.Keys.Order(StringComparer.Ordinal));

    /// <summary>What is expected of one key. Arguments are null, and still each has its type.</summary>
    public sealed record Statement(string Key, string Columns, NpgsqlParameter[] Arguments)
    {
        public override string ToString() => Key;
    }

    private static NpgsqlParameter[] Upsert(NpgsqlParameter period) =>
        [.. Reminder, Number("GrainHash", null), Time("StartTime", null), period];
}
