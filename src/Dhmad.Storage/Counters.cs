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

    /// <summary>
    /// Never the same again, but not without gaps: for what nobody reads, and many write at once. Returns what to write
    /// as the number, and the number where that is a parameter, <c>@next</c>.
    /// </summary>
    public static async Task<(string Sql, long Next)> NextWithGapsAsync(Work work, string name) =>
        work.Connection is NpgsqlConnection ? ($"nextval('{name}')", 0) : ("@next", await NextAsync(work, name));
}
