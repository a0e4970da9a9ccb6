using Dapper;
using Dhmad.Testing.Postgres;
using Npgsql;
using static Dhmad.Storage.Tests.Postgres.Argument;

namespace Dhmad.Storage.Tests.Postgres;

/// <summary>What must cost the same among many rows as among few goes through an index.</summary>
public sealed class ClusterPlanTests(ClusterDatabase database) : IClassFixture<ClusterDatabase>
{
    private static readonly NpgsqlParameter[] Grain =
    [
        Number("GrainIdHash", 1), Large("GrainIdN0", 0), Large("GrainIdN1", 0), Number("GrainTypeHash", 1),
        Text("GrainTypeString", "rates"), Text("GrainIdExtensionString", "acct-77"), Text("ServiceId", "dhmad"),
    ];

    /// <summary>All string keys share both numbers, so a search that does not use the text reads every grain.</summary>
    [PostgresTheory]
    [InlineData("ReadFromStorageKey")]
    [InlineData("WriteToStorageKey")]
    [InlineData("ClearStorageKey")]
    [InlineData("DeleteStorageKey")]
    public async Task A_state_is_found_by_its_whole_key(string key)
    {
        await FillAsync();
        NpgsqlParameter[] arguments = key switch
        {
            "ReadFromStorageKey" => Grain,
            "WriteToStorageKey" => [.. Grain, Number("GrainStateVersion", 1), Bytes("PayloadBinary", [1])],
            _ => [.. Grain, Number("GrainStateVersion", 1)],
        };
        var plan = await database.PlanAsync(key, [.. arguments.Select(argument => argument.Clone())]);
        Assert.DoesNotContain("Seq Scan", plan, StringComparison.Ordinal);
        Assert.Contains("Index Scan using cluster_grain_states_pkey", plan, StringComparison.Ordinal);
        Assert.Contains("grain_key = 'acct-77'", Condition(plan), StringComparison.Ordinal);
    }

    [PostgresTheory]
    [InlineData("ReadRangeRows1Key", -2_000_000, 2_000_000)]
    [InlineData("ReadRangeRows2Key", 2_146_000_000, -2_146_000_000)]
    public async Task A_range_of_reminders_is_found_by_its_hashes(string key, int begin, int end)
    {
        await FillAsync();
        var plan = await database.PlanAsync(
            key, Text("ServiceId", "dhmad"), Number("BeginHash", begin), Number("EndHash", end));
        Assert.DoesNotContain("Seq Scan", plan, StringComparison.Ordinal);
        Assert.Contains("cluster_reminders_by_hash", plan, StringComparison.Ordinal);
        Assert.Contains("grain_hash", Condition(plan), StringComparison.Ordinal);
    }

    [PostgresTheory]
    [InlineData("ReadReminderRowsKey", "grain_id")]
    [InlineData("ReadReminderRowKey", "name")]
    [InlineData("DeleteReminderRowKey", "name")]
    public async Task A_reminder_is_found_by_its_grain(string key, string column)
    {
        await FillAsync();
        var plan = await database.PlanAsync(
            key, Text("ServiceId", "dhmad"), Text("GrainId", "escrow/77"), Text("ReminderName", "deadline"),
            Number("Version", 1));
        Assert.DoesNotContain("Seq Scan", plan, StringComparison.Ordinal);
        Assert.Contains(column, Condition(plan), StringComparison.Ordinal);
    }

    private static string Condition(string plan) =>
        plan.Split('\n').First(line => line.Trim().StartsWith("Index Cond:", StringComparison.Ordinal));

    /// <summary>Ten thousand states and reminders, their hashes spread over the circle.</summary>
    private async Task FillAsync()
    {
        await using var connection = await database.OpenAsync();
        await connection.ExecuteAsync(
            """
            INSERT INTO cluster_grain_states (service_id, state_name, grain_key, key_n0, key_n1, payload, version)
            SELECT 'dhmad', 'rates', 'acct-' || n, 0, 0, 'x', 1 FROM generate_series(1, 10000) n
            ON CONFLICT DO NOTHING;
            INSERT INTO cluster_reminders (service_id, grain_id, name, grain_hash, start_time, period_ms, version)
            SELECT 'dhmad', 'escrow/' || n, 'deadline', (n - 5000) * 429000, '2026-03-01T00:00:00Z', 60000, n
            FROM generate_series(1, 10000) n
            ON CONFLICT DO NOTHING;
            ANALYZE cluster_grain_states;
            ANALYZE cluster_reminders;
            """);
    }
}
