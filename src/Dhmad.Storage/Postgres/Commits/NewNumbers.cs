namespace Dhmad.Storage.Postgres.Commits;

/// <summary>
/// Numbers for rows that a batch adds and that others of its rows refer to: known before they are written, so that all
/// of it is one message.
/// </summary>
internal sealed class NewNumbers
{
    private readonly BatchStatement take;
    private readonly List<long?> asked;
    private readonly Queue<long> free = new();

    /// <param name="sequence">The sequence behind the column.</param>
    public NewNumbers(string sequence)
    {
        take = new BatchStatement($"SELECT nextval('{sequence}') FROM unnest($1)");
        asked = take.Numbers();
    }

    public IEnumerable<Question> Questions =>
        take.Rows == 0 ? [] : [new(take, row => free.Enqueue(row.GetInt64(0)))];

    /// <summary>One more will be wanted, unless its row is refused.</summary>
    public void Ask()
    {
        asked.Add(take.Rows);
        take.Rows++;
    }

    public long Next() => free.Dequeue();
}
