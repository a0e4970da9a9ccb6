using Dhmad.Domain;
using Dhmad.Domain.Ledger;

namespace Dhmad.Storage.Sqlite.Commits;

/// <summary>
/// A ledger transaction, its entries, and the balances they move.
/// Accounts of the deployment have no balance row: they are sums, so no row is hot.
/// </summary>
internal sealed class LedgerWriter(SqliteWriter writer) : IDisposable
{
    private readonly Statement transaction = writer.Prepare(
        """
        INSERT INTO ledger_transactions (id, movement, at, escrow_number, event_sequence, payment_id)
        VALUES (?, ?, ?, ?, ?, ?)
        """);

    private readonly Statement entry = writer.Prepare(
        """
        INSERT INTO ledger_entries (transaction_number, line, account, owner, amount_tnd, balance_after)
        VALUES (?, ?, ?, ?, ?, ?)
        """);

    // Looking first and writing then costs less than RETURNING, for which SQLite makes a table of its own each time.
    private readonly Statement balance = writer.Prepare(
        "SELECT balance FROM ledger_balances WHERE account = ? AND owner = ?");

    private readonly Statement open = writer.Prepare(
        "INSERT INTO ledger_balances (balance, account, owner) VALUES (?, ?, ?)");

    private readonly Statement move = writer.Prepare(
        "UPDATE ledger_balances SET balance = ? WHERE account = ? AND owner = ?");

    /// <summary>False when an account that may not would go below zero.</summary>
    public bool TryWrite(LedgerTransaction transaction, long escrowNumber)
    {
        this.transaction
            .Text(transaction.Id)
            .Text(Spelling.Of(transaction.Movement))
            .Time(transaction.At)
            .Number(escrowNumber)
            .Number(transaction.EventSequence)
            .Text(transaction.PaymentId)
            .TryInsert(out var number);
        for (var index = 0; index < transaction.Entries.Count; index++)
        {
            if (!TryWrite(number, index + 1, transaction.Entries[index])) return false;
        }

        return true;
    }

    public void Dispose()
    {
        foreach (var statement in (Statement[])[transaction, entry, balance, open, move]) statement.Dispose();
    }

    private bool TryWrite(long transactionNumber, int line, LedgerEntry entry)
    {
        long? balance = null;
        if (entry.Account.KeepsBalance)
        {
            if (!TryMove(entry, out var after)) return false;
            balance = after;
        }

        this.entry
            .Number(transactionNumber)
            .Number(line)
            .Text(Spelling.Of(entry.Account.Kind))
            .Text(entry.Account.Owner)
            .Number(entry.AmountTnd)
            .Number(balance)
            .Execute();
        return true;
    }

    private bool TryMove(LedgerEntry entry, out long after)
    {
        var (account, amount) = entry;
        var kind = Spelling.Of(account.Kind);
        var isOpen = balance.Text(kind).Text(account.Owner).First(row => row.Number(0), out var before);
        after = checked(before + amount);
        if (after < 0) return false;
        (isOpen ? move : open).Number(after).Text(kind).Text(account.Owner).Execute();
        return true;
    }
}
