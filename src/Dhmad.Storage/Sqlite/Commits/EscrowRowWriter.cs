using Dhmad.Domain;
using Dhmad.Domain.Escrows;
using Dhmad.Storage.Escrows;

namespace Dhmad.Storage.Sqlite.Commits;

/// <summary>The escrow's own row, guarded by the version that was read.</summary>
internal sealed class EscrowRowWriter(SqliteWriter writer) : IDisposable
{
    private readonly Statement find = writer.Prepare(
        """
        SELECT rowid, version, sequence, last_hash, status, amount_tnd,
            buyer_id, buyer_email, seller_id, seller_email, deadline_at
        FROM escrows WHERE id = ?
        """);

    private readonly Statement insert = writer.Prepare(
        """
        INSERT INTO escrows (version, sequence, last_hash, amount_tnd, updated_at, state,
            status, buyer_id, buyer_email, seller_id, seller_email, deadline_at, id, mode, developer_id, created_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (id) DO NOTHING
        """);

    // Setting an indexed column rewrites its index even to the same value, so most commits do not name any.
    private readonly Statement update = writer.Prepare(
        """
        UPDATE escrows SET version = ?, sequence = ?, last_hash = ?, amount_tnd = ?, updated_at = ?, state = ?
        WHERE rowid = ?
        """);

    private readonly Statement updateListed = writer.Prepare(
        """
        UPDATE escrows SET version = ?, sequence = ?, last_hash = ?, amount_tnd = ?, updated_at = ?, state = ?,
            status = ?, buyer_id = ?, buyer_email = ?, seller_id = ?, seller_email = ?, deadline_at = ?
        WHERE rowid = ?
        """);

    /// <summary>False when the row is not at the version before the commit's.</summary>
    /// <exception cref="InvariantBrokenException">The commit does not follow from the row.</exception>
    public bool TryWrite(PreparedCommit prepared)
    {
        var escrow = prepared.Commit.Escrow;
        if (escrow.Version == 1) return TryInsert(prepared);
        if (!find.Text(escrow.Id).First(ReadBefore, out var found)) return false;
        var (row, before) = found;
        if (before.Version != escrow.Version - 1) return false;
        CommitChecks.JudgeStep(prepared.Commit, before);
        if (IsListedAsBefore(prepared, before)) BindFacts(update, prepared).Number(row).Execute();
        else BindListed(updateListed, prepared).Number(row).Execute();
        return true;
    }

    public void Dispose()
    {
        foreach (var statement in (Statement[])[find, insert, update, updateListed]) statement.Dispose();
    }

    private bool TryInsert(PreparedCommit prepared)
    {
        var escrow = prepared.Commit.Escrow;
        CommitChecks.JudgeStep(prepared.Commit, before: null);
        return BindListed(insert, prepared)
            .Text(escrow.Id)
            .Text(Spelling.Of(escrow.Terms.Mode))
            .Text(escrow.DeveloperId)
            .Time(escrow.CreatedAt)
            .Execute() == 1;
    }

    private static Statement BindFacts(Statement statement, PreparedCommit prepared)
    {
        var escrow = prepared.Commit.Escrow;
        return statement
            .Number(escrow.Version)
            .Number(escrow.Sequence)
            .Blob(escrow.LastHash)
            .Number(escrow.Terms.AmountTnd)
            .Time(escrow.UpdatedAt)
            .Blob(prepared.State);
    }

    private static Statement BindListed(Statement statement, PreparedCommit prepared)
    {
        var escrow = prepared.Commit.Escrow;
        return BindFacts(statement, prepared)
            .Text(Spelling.Of(escrow.Status))
            .Text(escrow.Buyer.Id)
            .Text(escrow.Buyer.Email)
            .Text(escrow.Seller.Id)
            .Text(escrow.Seller.Email)
            .Number(prepared.DeadlineAt);
    }

    private static bool IsListedAsBefore(PreparedCommit prepared, EscrowBefore before)
    {
        var escrow = prepared.Commit.Escrow;
        return escrow.Status == before.Status
            && escrow.Buyer.Id == before.BuyerId && escrow.Buyer.Email == before.BuyerEmail
            && escrow.Seller.Id == before.SellerId && escrow.Seller.Email == before.SellerEmail
            && prepared.DeadlineAt == before.DeadlineAt;
    }

    private static (long Row, EscrowBefore Before) ReadBefore(Statement.Row row)
    {
        if (!Spelling.TryRead<EscrowStatus>(row.Text(4), out var status))
            throw new InvariantBrokenException("held_equals_open", $"an escrow has the status {row.Text(4)}");
        return (row.Number(0), new EscrowBefore(
            row.Number(1), row.Number(2), row.Blob(3), status, row.Number(5),
            row.TextOrNull(6), row.Text(7), row.TextOrNull(8), row.Text(9), row.NumberOrNull(10)));
    }
}
