using Dhmad.Testing.Postgres;
using static Dhmad.Storage.Tests.Postgres.Argument;

namespace Dhmad.Storage.Tests.Postgres;

/// <summary>The statements of the reminder table.</summary>
public sealed class ClusterReminderTests(ClusterDatabase database) : IClassFixture<ClusterDatabase>
{
    private const int Minute = 60_000;
    private const string Grain = "escrow/esc_1";

    private static readonly DateTime Start = new(2026, 3, 1, 9, 30, 0, 125, DateTimeKind.Utc);
    private static readonly int[] Hashes = [int.MinValue, -5, 0, 5, int.MaxValue];

    private readonly string service = $"service-{Guid.NewGuid():N}";

    [PostgresFact]
    public async Task A_reminder_is_read_as_it_was_written()
    {
        var version = await UpsertAsync();
        var row = await ReadAsync();
        Assert.Equal(Grain, row["GrainId"]);
        Assert.Equal("deadline", row["ReminderName"]);
        Assert.Equal(Start, row["StartTime"]);
        Assert.Equal(DateTimeKind.Utc, ((DateTime)row["StartTime"]!).Kind);
        Assert.Equal(Minute, Convert.ToInt64(row["Period"], null));
        Assert.Equal(version, row["Version"]);
    }

    [PostgresFact]
    public async Task A_period_may_be_longer_than_an_integer_holds()
    {
        const long days = 40L * 24 * 60 * Minute;
        var answer = await database.AskAsync(
            "UpsertReminderRowKey", Text("ServiceId", service), Number("GrainHash", 1), Text("GrainId", Grain),
            Text("ReminderName", "deadline"), Time("StartTime", Start), Large("Period", days));
        Assert.IsType<int>(answer["Version"]);
        Assert.Equal(days, (await ReadAsync())["Period"]);
    }

    [PostgresFact]
    public async Task A_reminder_written_again_is_replaced_and_has_another_version()
    {
        var before = await UpsertAsync();
        var after = await UpsertAsync(start: Start.AddDays(1), period: 2 * Minute);
        Assert.NotEqual(before, after);
        var row = await ReadAsync();
        Assert.Equal(Start.AddDays(1), row["StartTime"]);
        Assert.Equal(2L * Minute, row["Period"]);
        Assert.Equal(after, row["Version"]);
    }

    [PostgresFact]
    public async Task A_grain_reads_its_own_reminders()
    {
        await UpsertAsync();
        await UpsertAsync(name: "sweep");
        await UpsertAsync(grain: "escrow/esc_2");
        var rows = await database.AskAsync("ReadReminderRowsKey", Text("ServiceId", service), Text("GrainId", Grain));
        Assert.Equal(["deadline", "sweep"], rows.All<string>("ReminderName"));
        var none = await database.AskAsync("ReadReminderRowsKey", Text("ServiceId", "other"), Text("GrainId", Grain));
        Assert.True(none.IsEmpty);
        Assert.True((await ReadAsync("other")).IsEmpty);
    }

    /// <summary>Open at the beginning, closed at the end, signed.</summary>
    [PostgresTheory]
    [InlineData(-5, 5, new[] { 0, 5 })]
    [InlineData(-6, -5, new[] { -5 })]
    [InlineData(5, int.MaxValue, new[] { int.MaxValue })]
    [InlineData(int.MinValue, int.MaxValue, new[] { -5, 0, 5, int.MaxValue })]
    [InlineData(6, 7, new int[0])]
    public async Task A_range_is_read_from_after_its_beginning_to_its_end(int begin, int end, int[] expected) =>
        Assert.Equal(expected, await RangeAsync("ReadRangeRows1Key", begin, end));

    [PostgresTheory]
    [InlineData(5, -5, new[] { int.MinValue, -5, int.MaxValue })]
    [InlineData(int.MaxValue, int.MinValue, new[] { int.MinValue })]
    [InlineData(0, -6, new[] { int.MinValue, 5, int.MaxValue })]
    [InlineData(3, 3, new[] { int.MinValue, -5, 0, 5, int.MaxValue })]
    [InlineData(0, 0, new[] { int.MinValue, -5, 0, 5, int.MaxValue })]
    [InlineData(int.MinValue, int.MinValue, new[] { int.MinValue, -5, 0, 5, int.MaxValue })]
    [InlineData(int.MaxValue, int.MaxValue, new[] { int.MinValue, -5, 0, 5, int.MaxValue })]
    public async Task A_range_may_go_round_the_end(int begin, int end, int[] expected) =>
        Assert.Equal(expected, await RangeAsync("ReadRangeRows2Key", begin, end));

    [PostgresFact]
    public async Task A_reminder_is_deleted_at_its_version_only()
    {
        var old = await UpsertAsync();
        var version = await UpsertAsync();
        Assert.False((await DeleteAsync(old)).IsYes);
        Assert.Equal(version, (await ReadAsync())["Version"]);
        Assert.True((await DeleteAsync(version)).IsYes);
        Assert.True((await ReadAsync()).IsEmpty);
        Assert.False((await DeleteAsync(version)).IsYes);
    }

    [PostgresFact]
    public async Task The_version_of_a_deleted_reminder_does_not_delete_its_successor()
    {
        var first = await UpsertAsync();
        await DeleteAsync(first);
        var second = await UpsertAsync();
        Assert.False((await DeleteAsync(first)).IsYes);
        Assert.Equal(second, (await ReadAsync())["Version"]);
    }

    [PostgresFact]
    public async Task All_reminders_of_one_service_can_be_deleted()
    {
        var other = new ClusterReminderTests(database);
        await UpsertAsync();
        await UpsertAsync(name: "sweep");
        await other.UpsertAsync();
        await database.AskAsync("DeleteReminderRowsKey", Text("ServiceId", service));
        Assert.True((await ReadAsync()).IsEmpty);
        Assert.False((await other.ReadAsync()).IsEmpty);
    }

    private async Task<int> UpsertAsync(
        string grain = Grain, string name = "deadline", int hash = 1, DateTime? start = null, int period = Minute)
    {
        var answer = await database.AskAsync(
            "UpsertReminderRowKey", Text("ServiceId", service), Number("GrainHash", hash), Text("GrainId", grain),
            Text("ReminderName", name), Time("StartTime", start ?? Start), Number("Period", period));
        return Assert.IsType<int>(answer["Version"]);
    }

    private Task<Answer> ReadAsync(string name = "deadline") =>
        database.AskAsync(
            "ReadReminderRowKey", Text("ServiceId", service), Text("GrainId", Grain), Text("ReminderName", name));

    private Task<Answer> DeleteAsync(int version) =>
        database.AskAsync(
            "DeleteReminderRowKey", Text("ServiceId", service), Text("GrainId", Grain),
            Text("ReminderName", "deadline"), Number("Version", version));

    /// <summary>The hashes answered of grains at <see cref="Hashes"/>, beside another service's.</summary>
    private async Task<IEnumerable<int>> RangeAsync(string key, int begin, int end)
    {
        foreach (var hash in Hashes) await UpsertAsync(grain: $"escrow/{hash}", hash: hash);
        await new ClusterReminderTests(database).UpsertAsync(hash: 0);
        var rows = await database.AskAsync(
            key, Text("ServiceId", service), Number("BeginHash", begin), Number("EndHash", end));
        return rows.All<string>("GrainId").Select(grain => int.Parse(grain.Split('/')[1], null)).Order();
    }
}
