using Dhmad.Domain.Escrows;
using Npgsql;

namespace Dhmad.Storage.Postgres.Commits;

/// <summary>
/// Commits of different escrows that are written together. Assumed, all are one message: nearly always every row is as
/// the grain knew it. Judged, they are two: one that locks and reads the rows they depend on, one that writes those
/// that passed.
/// </summary>
internal sealed class CommitBatch(BatchNumbers numbers)
{
    private readonly HashSet<string> escrows = new(StringComparer.Ordinal);
    private readonly List<(QueuedCommit Item, CommitOutcome Outcome, Exception? Failure)> verdicts = [];
    private readonly EscrowRows rows = new(numbers);
    private readonly CommitPart[] parts =
        [new EventRows(), new PaymentRows(), new LedgerRows(numbers), new SessionRows(), new AnswerRows()];

    public List<QueuedCommit> Items { get; } = [];

    /// <summary>Whether what is to be written was sent, so that it may have been.</summary>
    public bool IsSent { get; private set; }

    /// <summary>Whether it gives up soon where another holds a row that it needs.</summary>
    public bool WaitsBriefly { get; init; }

    /// <summary>
    /// Whether all of it can be written as if nobody else wrote, and fails as a whole where somebody did.
    /// </summary>
    public bool CanBeAssumed => Items.TrueForAll(rows.CanAssume);

    /// <summary>False when it holds a commit of this escrow, which must be written before.</summary>
    public bool TryAdd(QueuedCommit item)
    {
        if (!escrows.Add(item.Commit.Escrow.Id)) return false;
        Items.Add(item);
        return true;
    }

    /// <summary>Takes every commit as one that passes.</summary>
    /// <exception cref="InvariantBrokenException">One contradicts what it takes the rows to be.</exception>
    public void Assume()
    {
        // Rows are locked as they come, in one order for all.
        foreach (var item in Items.OrderBy(item => item.Commit.Escrow.Id, StringComparer.Ordinal))
        {
            Take(item);
            verdicts.Add((item, CommitOutcome.Done, null));
        }
    }

    /// <summary>Begins the transaction and judges every commit as if it came alone, after those before it.</summary>
    public async Task JudgeAsync(NpgsqlConnection connection)
    {
        foreach (var item in Items)
        {
            rows.Ask(item);
            foreach (var part in parts) part.Ask(item.Commit);
        }

        Question[] questions = [.. rows.Questions, .. parts.SelectMany(part => part.Questions)];
        await using var batch = new NpgsqlBatch(connection);
        Begin(batch);
        foreach (var question in questions) batch.BatchCommands.Add(question.Statement.ToCommand());
        await using (var reader = await batch.ExecuteReaderAsync())
        {
            foreach (var question in questions)
            {
                await reader.NextResultAsync();
                while (await reader.ReadAsync()) question.Read(reader);
            }
        }

        foreach (var item in Items) verdicts.Add(Judge(item));
    }

    /// <summary>Writes what passed, and commits; false when nothing was to be written.</summary>
    /// <param name="isBegun">Whether the transaction was begun, by judging.</param>
    public async Task<bool> WriteAsync(NpgsqlConnection connection, bool isBegun)
    {
        BatchStatement[] writes =
            [.. rows.Writes.Concat(parts.SelectMany(part => part.Writes)).Where(write => write.Rows > 0)];
        await using var batch = new NpgsqlBatch(connection);
        if (!isBegun) Begin(batch);
        foreach (var write in writes) batch.BatchCommands.Add(write.ToCommand());
        batch.BatchCommands.Add(new NpgsqlBatchCommand("COMMIT"));
        IsSent = writes.Length > 0;
        await batch.ExecuteNonQueryAsync();
        return IsSent;
    }

    public void Answer()
    {
        rows.Learn();
        foreach (var (item, outcome, failure) in verdicts)
        {
            if (failure is null) item.Answer(outcome);
            else item.Fail(failure);
        }
    }

    private void Begin(NpgsqlBatch batch)
    {
        batch.BatchCommands.Add(new NpgsqlBatchCommand("BEGIN ISOLATION LEVEL READ COMMITTED"));
        if (WaitsBriefly) batch.BatchCommands.Add(new NpgsqlBatchCommand("SET LOCAL lock_timeout = '100ms'"));
        batch.BatchCommands.Add(new NpgsqlBatchCommand(WaitingLine.GiveWay));
    }

    private (QueuedCommit Item, CommitOutcome Outcome, Exception? Failure) Judge(QueuedCommit item)
    {
        try
        {
            var outcome = rows.Judge(item, out var isWritten);
            foreach (var part in parts)
            {
                if (outcome == CommitOutcome.Done && !isWritten) outcome = part.Judge(item.Commit);
            }

            if (outcome == CommitOutcome.Done && !isWritten) Take(item);
            return (item, outcome, null);
        }
        catch (Exception failure) when (failure is InvariantBrokenException or DatabaseUnavailableException)
        {
            return (item, CommitOutcome.Conflict, failure);
        }
    }

    private void Take(QueuedCommit item)
    {
        var number = rows.Add(item.Prepared);
        foreach (var part in parts) part.Add(item.Prepared, number);
    }
}
