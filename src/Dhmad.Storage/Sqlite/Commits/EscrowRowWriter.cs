using Dhmad.Domain;
using Dhmad.Domain.Escrows;
using Dhmad.Storage.Escrows;

namespace Dhmad.Storage.Sqlite.Commits;

/// <summary>The escrow's own row, guarded by the version that was read.</summary>
internal sealed class EscrowRowWriter(SqliteWriter writer) : IDisposable
{
    private readonly Statement find = writer.Prepare(
        """
        SELECT number, version, sequence, last_hash, status, amount_tnd,
            buyer_id, buyer_email, seller_id, seller_email, deadline_at
        FROM escrows WHERE id = ?
        """);

    private readonly Statement insert = writer.Prepare(
        """
        INSERT INTO escrows (version, sequence, last_hash, amount_tnd, updated_at, state, status,
            deadline_at, listed_as, buyer_id, buyer_email, seller_id, seller_email, id, mode, developer_id, created_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (id) DO NOTHING
        """);

    // Setting an indexed column rewrites its index even to the same value, so each commit names as few as it can.
    private readonly Statement update = writer.Prepare(
        """
        UPDATE escrows SET version = ?, sequence = ?, last_hash = ?, amount_tnd = ?, updated_at = ?, state = ?,
            status = ?
        WHERE number = ?
        """);

    private readonly Statement updateDeadline = writer.Prepare(
        """
        UPDATE escrows SET version = ?, sequence = ?, last_hash = ?, amount_tnd = ?, updated_at = ?, state = ?,
            status = ?, deadline_at = ?
        WHERE number = ?
        """);

    private readonly Statement updateListed = writer.Prepare(
        """
        UPDATE escrows SET version = ?, sequence = ?, last_hash = ?, amount_tnd = ?, updated_at = ?, state = ?,
            status = ?, deadline_at = ?, listed_as = ?, buyer_id = ?, buyer_email = ?, seller_id = ?, seller_email = ?
        WHERE number = ?
        """);

    /// <summary>False when the row is not at the version before the commit's.</summary>
    /// <param name="number">What its events and money refer to.</param>
    /// <exception cref="InvariantBrokenException">The commit does not follow from the row.</exception>
    public bool TryWrite(PreparedCommit prepared, out long number)
    {
        var escrow = prepared.Commit.Escrow;
        if (escrow.Version == 1) return TryInsert(prepared, out number);
        var isThere = find.Text(escrow.Id).First(escrow, ReadBefore, out var found);
        (number, var before) = found;
        if (!isThere || before.Version != escrow.Version - 1) return false;
        CommitChecks.JudgeStep(prepared.Commit, before);
        if (!IsListedAsBefore(escrow, before)) BindListed(updateListed, prepared).Number(number).Execute();
        else if (prepared.DeadlineAt == before.DeadlineAt) BindFacts(update, prepared).Number(number).Execute();
        else BindFacts(updateDeadline, prepared).Number(prepared.DeadlineAt).Number(number).Execute();
        return true;
    }

    public void Dispose()
    {
        Statement[] all = [find, insert, update, updateDeadline, updateListed];
        foreach (var statement in all) statement.Dispose();
    }

    private bool TryInsert(PreparedCommit prepared, out long number)
    {
        var escrow = prepared.Commit.Escrow;
        CommitChecks.JudgeStep(prepared.Commit, before: null);
        return BindListed(insert, prepared)
            .Text(escrow.Id)
            .Text(Spelling.Of(escrow.Terms.Mode))
            .Text(escrow.DeveloperId)
            .Time(escrow.CreatedAt)
            .TryInsert(out number);
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
            .Blob(prepared.State)
            .Text(Spelling.Of(escrow.Status));
    }

    private static Statement BindListed(Statement statement, PreparedCommit prepared)
    {
        var escrow = prepared.Commit.Escrow;
        return BindFacts(statement, prepared)
            .Number(prepared.DeadlineAt)
            .Text(EscrowLists.Of(escrow.Status))
            .Text(escrow.Buyer.Id)
            .Text(escrow.Buyer.Email)
            .Text(escrow.Seller.Id)
            .Text(escrow.Seller.Email);
    }

    private static bool IsListedAsBefore(Escrow escrow, EscrowBefore before) =>
        EscrowLists.Of(escrow.Status) == EscrowLists.Of(before.Status)
        && escrow.Buyer.Id == before.BuyerId && escrow.Buyer.Email == before.BuyerEmail
        && escrow.Seller.Id == before.SellerId && escrow.Seller.Email == before.SellerEmail;

    private static (long Number, EscrowBefore Before) ReadBefore(Escrow escrow, Statement.Row row)
    {
        if (!Spelling.TryRead<EscrowStatus>(row.Text(4), out var status))
            throw new InvariantBrokenException("held_equals_open", $"an escrow has the status {row.Text(4)}");

        // Who takes part hardly ever changes, so it is compared where it lies and not read.
        var (buyer, seller) = (escrow.Buyer, escrow.Seller);
        return (row.Number(0), new EscrowBefore(
            row.Number(1), row.Number(2), row.Blob(3), status, row.Number(5),
            row.TextOr(6, buyer.Id), row.TextOr(7, buyer.Email)!, row.TextOr(8, seller.Id),
            row.TextOr(9, seller.Email)!, row.NumberOrNull(10)));
    }
}
