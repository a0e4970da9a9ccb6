using Dhmad.Domain;
using Dhmad.Domain.Escrows;
using Dhmad.Storage.Escrows;
using Npgsql;

namespace Dhmad.Storage.Postgres.Commits;

/// <summary>The escrows' own rows, each guarded by what its commit follows.</summary>
internal sealed class EscrowRows
{
    private static readonly string Insert =
        $"""
        INSERT INTO escrows ({EscrowColumns.Names}, mode, developer_id, created_at)
        SELECT * FROM {BatchStatement.Unnest($"{EscrowColumns.Names}, mode, developer_id, created_at")} AS u
        """;

    // What judging asks of the row before, asked of each row that is written.
    private static readonly string Update =
        $"""
        WITH changed AS (
            UPDATE escrows SET version = u.version, sequence = u.sequence, last_hash = u.last_hash,
                amount_tnd = u.amount_tnd, updated_at = u.updated_at, state = u.state, status = u.status,
                listed_as = u.listed_as, buyer_id = u.buyer_id, buyer_email = u.buyer_email, seller_id = u.seller_id,
                seller_email = u.seller_email, deadline_at = u.deadline_at
            FROM {BatchStatement.Unnest($"{EscrowColumns.Names}, sequence_before, hash_before, held_before")} AS u
            WHERE escrows.number = u.number AND escrows.id = u.id AND escrows.version = u.version - 1
                AND escrows.sequence = u.sequence_before AND escrows.last_hash = u.hash_before
                AND (escrows.status = u.status OR escrows.status <> 'completed' AND escrows.status <> 'cancelled')
                AND (u.held_before IS NULL OR u.held_before = CASE
                    WHEN escrows.status = 'paid' OR escrows.status = 'delivered' THEN escrows.amount_tnd ELSE 0 END)
            RETURNING 1)
        SELECT expect_rows(count(*), cardinality($1)) FROM changed
        """;

    private readonly BatchStatement find = new(
        """
        SELECT id, version, sequence, last_hash, status, amount_tnd, CASE WHEN id = ANY($2) THEN state END, number
        FROM escrows WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE
        """);

    private readonly List<string?> ids;
    private readonly List<string?> unknownIds;
    private readonly BatchNumbers numbers;
    private readonly Dictionary<string, long> known = new(StringComparer.Ordinal);
    private readonly Dictionary<string, EscrowBefore> found = new(StringComparer.Ordinal);
    private readonly Dictionary<string, byte[]> states = new(StringComparer.Ordinal);
    private readonly EscrowColumns inserted = new(Insert);
    private readonly List<string?> modes;
    private readonly List<string?> developers;
    private readonly List<long?> createdAt;

    private readonly EscrowColumns updated = new(Update);
    private readonly List<long?> sequencesBefore;
    private readonly List<byte[]?> hashesBefore;
    private readonly List<long?> heldBefore;

    public EscrowRows(BatchNumbers numbers)
    {
        this.numbers = numbers;
        ids = find.Texts();
        unknownIds = find.Texts();
        modes = inserted.Statement.Texts();
        developers = inserted.Statement.Texts();
        createdAt = inserted.Statement.Numbers();
        sequencesBefore = updated.Statement.Numbers();
        hashesBefore = updated.Statement.Blobs();
        heldBefore = updated.Statement.Numbers();
    }

    public IEnumerable<Question> Questions => [new(find, Read)];

    public IEnumerable<BatchStatement> Writes => [inserted.Statement, updated.Statement];

    public void Ask(QueuedCommit item)
    {
        ids.Add(item.Commit.Escrow.Id);
        if (item.IsUnknown) unknownIds.Add(item.Commit.Escrow.Id);
    }

    /// <summary>Not when it may be written already, nor when its number is not known.</summary>
    public bool CanAssume(QueuedCommit item)
    {
        var escrow = item.Commit.Escrow;
        if (item.IsUnknown) return false;
        if (escrow.Version == 1) return true;
        if (!numbers.Known.TryFind(escrow.Id, out var number)) return false;
        known[escrow.Id] = number;
        return true;
    }

    /// <summary>Done, or Conflict when the row is not at the version before the commit's.</summary>
    /// <param name="isWritten">Whether this very commit was written when it was sent before.</param>
    /// <exception cref="InvariantBrokenException">The commit does not follow from the row.</exception>
    /// <exception cref="DatabaseUnavailableException">
    /// It was sent before, and what the row has since become does not tell what came of it.
    /// </exception>
    public CommitOutcome Judge(QueuedCommit item, out bool isWritten)
    {
        var escrow = item.Commit.Escrow;
        var before = found.GetValueOrDefault(escrow.Id);
        // Events have ids of their own: equal states with them in their chain are of the same commit.
        isWritten = item.IsUnknown && item.Commit.Events.Count > 0
            && states.GetValueOrDefault(escrow.Id).AsSpan().SequenceEqual(item.Prepared.State);
        if (isWritten) return CommitOutcome.Done;
        if ((before?.Version ?? 0) != escrow.Version - 1)
        {
            if (item.IsUnknown)
                throw new DatabaseUnavailableException("The outcome of a commit whose connection broke is unknown.");
            return CommitOutcome.Conflict;
        }

        CommitChecks.JudgeStep(item.Commit, before);
        return CommitOutcome.Done;
    }

    /// <returns>The escrow's number.</returns>
    /// <exception cref="InvariantBrokenException">It is new, and starts with anything but nothing.</exception>
    public long Add(PreparedCommit prepared)
    {
        var commit = prepared.Commit;
        var escrow = commit.Escrow;
        if (escrow.Version > 1)
        {
            updated.Add(prepared, known[escrow.Id]);
            sequencesBefore.Add(escrow.Sequence - commit.Events.Count);
            hashesBefore.Add(commit.Events is [var first, ..] ? first.PreviousHash : escrow.LastHash);
            heldBefore.Add(commit.Ledger?.EventSequence is null ? CommitChecks.Held(escrow) : null);
            return known[escrow.Id];
        }

        CommitChecks.JudgeStep(commit, before: null);
        var number = known[escrow.Id] = numbers.Escrows.Next();
        inserted.Add(prepared, number);
        modes.Add(Spelling.Of(escrow.Terms.Mode));
        developers.Add(escrow.DeveloperId);
        createdAt.Add(escrow.CreatedAt.ToUnixTimeMilliseconds());
        return number;
    }

    /// <summary>What was written is known from now on.</summary>
    public void Learn()
    {
        foreach (var (id, number) in known) numbers.Known.Learn(id, number);
    }

    private void Read(NpgsqlDataReader row)
    {
        var id = row.GetString(0);
        if (!Spelling.TryRead<EscrowStatus>(row.GetString(4), out var status))
            throw new InvariantBrokenException("held_equals_open", $"an escrow has the status {row.GetString(4)}");
        found[id] = new EscrowBefore(
            row.GetInt64(1), row.GetInt64(2), row.GetFieldValue<byte[]>(3), status, row.GetInt64(5));
        if (!row.IsDBNull(6)) states[id] = row.GetFieldValue<byte[]>(6);
        known[id] = row.GetInt64(7);
    }
}
