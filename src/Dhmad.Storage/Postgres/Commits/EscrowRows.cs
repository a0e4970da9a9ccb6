using Dhmad.Domain;
using Dhmad.Domain.Escrows;
using Dhmad.Storage.Escrows;
using Npgsql;

namespace Dhmad.Storage.Postgres.Commits;

/// <summary>The escrows' own rows, each guarded by the version that was read.</summary>
internal sealed class EscrowRows
{
    private readonly BatchStatement find = new(
        """
        SELECT id, version, sequence, last_hash, status, amount_tnd, CASE WHEN id = ANY($2) THEN state END, number
        FROM escrows WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE
        """);

    private readonly List<string?> ids;
    private readonly List<string?> unknownIds;
    private readonly NewNumbers newNumbers = new("escrows_number_seq");
    private readonly Dictionary<string, Found> found = new(StringComparer.Ordinal);
    private readonly EscrowColumns inserted = new(
        """
        INSERT INTO escrows (id, version, sequence, last_hash, amount_tnd, updated_at, state,
            status, buyer_id, buyer_email, seller_id, seller_email, deadline_at, mode, developer_id, created_at, number)
        SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
        """);

    private readonly List<string?> modes;
    private readonly List<string?> developers;
    private readonly List<long?> createdAt;
    private readonly List<long?> numbers;
    private readonly EscrowColumns updated = new(
        """
        UPDATE escrows SET version = u.version, sequence = u.sequence, last_hash = u.last_hash,
            amount_tnd = u.amount_tnd, updated_at = u.updated_at, state = u.state, status = u.status,
            buyer_id = u.buyer_id, buyer_email = u.buyer_email, seller_id = u.seller_id,
            seller_email = u.seller_email, deadline_at = u.deadline_at
        FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) AS u (id, version, sequence, last_hash,
            amount_tnd, updated_at, state, status, buyer_id, buyer_email, seller_id, seller_email, deadline_at)
        WHERE escrows.id = u.id
        """);

    public EscrowRows()
    {
        ids = find.Texts();
        unknownIds = find.Texts();
        modes = inserted.Statement.Texts();
        developers = inserted.Statement.Texts();
        createdAt = inserted.Statement.Numbers();
        numbers = inserted.Statement.Numbers();
    }

    public IEnumerable<Question> Questions => [new(find, Read), .. newNumbers.Questions];

    public IEnumerable<BatchStatement> Writes => [inserted.Statement, updated.Statement];

    public void Ask(QueuedCommit item)
    {
        ids.Add(item.Commit.Escrow.Id);
        if (item.IsUnknown) unknownIds.Add(item.Commit.Escrow.Id);
        if (item.Commit.Escrow.Version == 1) newNumbers.Ask();
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
        var (before, state, _) = found.GetValueOrDefault(escrow.Id);
        // Events have ids of their own: equal states with them in their chain are of the same commit.
        isWritten = item.IsUnknown && item.Commit.Events.Count > 0
            && state.AsSpan().SequenceEqual(item.Prepared.State);
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
    public long Add(PreparedCommit prepared)
    {
        var escrow = prepared.Commit.Escrow;
        if (escrow.Version > 1)
        {
            updated.Add(prepared);
            return found[escrow.Id].Number;
        }

        var number = newNumbers.Next();

        inserted.Add(prepared);
        modes.Add(Spelling.Of(escrow.Terms.Mode));
        developers.Add(escrow.DeveloperId);
        createdAt.Add(escrow.CreatedAt.ToUnixTimeMilliseconds());
        numbers.Add(number);
        return number;
    }

    private void Read(NpgsqlDataReader row)
    {
        if (!Spelling.TryRead<EscrowStatus>(row.GetString(4), out var status))
            throw new InvariantBrokenException("held_equals_open", $"an escrow has the status {row.GetString(4)}");
        found[row.GetString(0)] = new Found(
            new EscrowBefore(
                row.GetInt64(1), row.GetInt64(2), row.GetFieldValue<byte[]>(3), status, row.GetInt64(5)),
            row.IsDBNull(6) ? null : row.GetFieldValue<byte[]>(6),
            row.GetInt64(7));
    }

    private readonly record struct Found(EscrowBefore? Before, byte[]? State, long Number);
}
