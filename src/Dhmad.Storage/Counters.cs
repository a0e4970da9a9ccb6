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
}
