using Npgsql;

namespace Dhmad.Storage.Postgres.Commits;

/// <summary>
/// Numbers for rows that a batch adds and that others of its rows refer to: known before they are written, so that all
/// of it is one message. Taken ahead, some hundreds at a time; those left over when the process ends stay unused.
/// </summary>
/// <param name="sequence">The sequence behind the column.</param>
internal sealed class NewNumbers(string sequence)
{
    private const int TakenAtOnce = 512;

    private readonly string take = $"SELECT nextval('{sequence}') FROM generate_series(1, $1)";
    private readonly Queue<long> free = new();

    /// <summary>
    /// Makes sure of so many. A transaction of its own, and not the batch's: if the server fails, it may not remember
    /// numbers of a transaction that it never finished.
    /// </summary>
    public async Task HaveAsync(int count, NpgsqlConnection connection)
    {
        if (free.Count >= count) return;
        await using var command = new NpgsqlCommand(take, connection);
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = Math.Max(count, TakenAtOnce) });
        await using var rows = await command.ExecuteReaderAsync();
        while (await rows.ReadAsync()) free.Enqueue(rows.GetInt64(0));
    }

    public long Next() => free.Dequeue();

    /// <summary>A replica that took over may hand out again what the server before it did.</summary>
    public void Forget() => free.Clear();
}
