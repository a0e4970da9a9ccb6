using Dhmad.Domain;
using Dhmad.Domain.Ledger;

namespace Dhmad.Storage.Sqlite.Commits;

/// <summary>A ledger transaction, its entries, and the balances they move. Accounts of the deployment have no balance row: they are sums, so no row is hot.</summary>
internal sealed class LedgerWriter(SqliteWriter writer) : IDisposable
{
    private readonly Statement _transaction = writer.Prepare(
        """
        INSERT INTO ledger_transactions (id, movement, at, escrow_id, event_sequence, payment_id)
        VALUES (?, ?, ?, ?, ?, ?)
        """);

    private readonly Statement _entry = writer.Prepare(
        """
        INSERT INTO ledger_entries (transaction_id, line, account, owner, amount_tnd, balance_after)
        VALUES (?, ?, ?, ?, ?, ?)
        """);

    private readonly Statement _credit = writer.Prepare(
        """
        INSERT INTO ledger_balances (account, owner, balance) VALUES (?, ?, ?)
        ON CONFLICT (account, owner) DO UPDATE SET balance = balance + excluded.balance
        RETURNING balance
        """);

    private readonly Statement _debit = writer.Prepare(
        """
        UPDATE ledger_balances SET balance = balance - ?3
        WHERE account = ?1 AND owner = ?2 AND balance >= ?3
        RETURNING balance
        """);

    /// <summary>False when an account that may not would go below zero.</summary>
    public bool TryWrite(LedgerTransaction transaction)
    {
        _transaction
            .Text(transaction.Id)
            .Text(Spelling.Of(transaction.Movement))
            .Time(transaction.At)
            .Text(transaction.EscrowId)
            .Number(transaction.EventSequence)
            .Text(transaction.PaymentId)
            .Execute();
        for (var index = 0; index < transaction.Entries.Count; index++)
        {
            if (!TryWrite(transaction.Id, index + 1, transaction.Entries[index])) return false;
        }

        return true;
    }

    public void Dispose()
    {
        foreach (var statement in (Statement[])[_transaction, _entry, _credit, _debit]) statement.Dispose();
    }

    private bool TryWrite(string transactionId, int line, LedgerEntry entry)
    {
        var (account, amount) = entry;
        var kind = Spelling.Of(account.Kind);
        long? balance = null;
        if (account.KeepsBalance)
        {
            var move = amount > 0 ? _credit : _debit;
            if (!move.Text(kind).Text(account.Owner).Number(Math.Abs(amount)).First(row => row.Number(0), out var after))
                return false;
            balance = after;
        }

        _entry
            .Text(transactionId)
            .Number(line)
            .Text(kind)
            .Text(account.Owner)
            .Number(amount)
            .Number(balance)
            .Execute();
        return true;
    }
}
