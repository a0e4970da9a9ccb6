using Npgsql;

namespace Dhmad.Storage;

/// <summary>Deployment-wide numbers that only go up.</summary>
internal static class Counters
{
    /// <summary>From 1, inside the caller's transaction.</summary>
    public static Task<long> NextAsync(Work work, string name) =>
        work.FirstAsync<long>(
            """
            INSERT INTO counters (name, value) VALUES (@name, 1)
            ON CONFLICT (name) DO UPDATE SET value = counters.value + 1
            RETURNING value
            """,
            new { name });

    /// <summary>Never the same again, but not without gaps: for what nobody reads, and many write at once.</summary>
    public static Task<long> NextWithGapsAsync(Work work, string name) => work.Connection is NpgsqlConnection
        ? work.FirstAsync<long>("SELECT nextval(@name::regclass)", new { name })
        : NextAsync(work, name);
}
