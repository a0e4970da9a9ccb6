using Npgsql;

namespace Dhmad.Bench.Commits;

/// <summary>
/// Lets a PostgreSQL server begin as one that has run for a while: with files of its log that it writes over. A file that
/// it has to make is first filled with zeroes and flushed, and all commits wait for that.
/// </summary>
public static class UsedLog
{
    private const string Files =
        "SELECT setting::bigint * 1024 * 1024 / pg_size_bytes(current_setting('wal_segment_size')) "
        + "FROM pg_settings WHERE name = 'min_wal_size'";

    private const string Ready =
        "SELECT count(*) FROM pg_ls_waldir() WHERE name ~ '^[0-9A-F]{24}$' "
        + "AND name > pg_walfile_name(pg_current_wal_lsn())";

    /// <summary>Begins as many files as <c>min_wal_size</c> keeps, which a checkpoint then keeps for later.</summary>
    public static async Task MakeAsync(string connectionString)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        for (var left = await AskAsync(source, Files); left > 0; left--)
        {
            // A file in which nothing is written yet is not left for the next one.
            await AskAsync(source, "SELECT 1 FROM pg_logical_emit_message(false, 'dhmad-bench', '')");
            await AskAsync(source, "SELECT 1 FROM pg_switch_wal()");
        }

        await using (var checkpoint = source.CreateCommand("CHECKPOINT")) await checkpoint.ExecuteNonQueryAsync();
        Console.WriteLine($"log: {await AskAsync(source, Ready)} files to be written over");
    }

    private static async Task<long> AskAsync(NpgsqlDataSource source, string question)
    {
        await using var command = source.CreateCommand(question);
        return Convert.ToInt64(await command.ExecuteScalarAsync(), null);
    }
}
