using Dhmad.Domain.Escrows;
using Dhmad.Domain.Ledger;
using Dhmad.Domain;
using Dhmad.Storage.Escrows;

namespace Dhmad.Storage.Postgres.Commits;

/// <summary>
/// Ledger transactions, their entries, and the balances they move, one commit after another.
/// Accounts of the deployment have no balance row: they are sums, so no row is hot.
/// </summary>
internal sealed class LedgerRows : CommitPart
{
    private readonly BatchStatement transactions = new(
        """
        INSERT INTO ledger_transactions (number, id, movement, at, escrow_number, event_sequence, payment_id)
        SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7)
        """);

    private readonly NewNumbers newNumbers = new("ledger_transactions_number_seq");
    private readonly List<long?> numbers;
    private readonly List<string?> ids;
    private readonly List<string?> movements;
    private readonly List<long?> at;
    private readonly List<long?> escrowNumbers;
    private readonly List<long?> eventSequences;
    private readonly List<string?> paymentIds;

    private readonly BatchStatement entries = new(
        """
        INSERT INTO ledger_entries (transaction_number, line, account, owner, amount_tnd, balance_after)
        SELECT * FROM unnest($1, $2, $3, $4, $5, $6)
        """);

    private readonly List<long?> transactionNumbers;
    private readonly List<long?> lines;
    private readonly List<string?> accounts;
    private readonly List<string?> owners;
    private readonly List<long?> amounts;
    private readonly List<long?> balancesAfter;
    private readonly BalanceRows balances = new();

    public LedgerRows()
    {
        numbers = transactions.Numbers();
        ids = transactions.Texts();
        movements = transactions.Texts();
        at = transactions.Numbers();
        escrowNumbers = transactions.Numbers();
        eventSequences = transactions.Numbers();
        paymentIds = transactions.Texts();
        transactionNumbers = entries.Numbers();
        lines = entries.Numbers();
        accounts = entries.Texts();
        owners = entries.Texts();
        amounts = entries.Numbers();
        balancesAfter = entries.Numbers();
    }

    public override IEnumerable<Question> Questions => [.. balances.Questions, .. newNumbers.Questions];

    public override IEnumerable<BatchStatement> Writes => [.. balances.Writes, transactions, entries];

    public override void Ask(EscrowCommit commit)
    {
        if (commit.Ledger is not { } ledger) return;
        newNumbers.Ask();
        foreach (var entry in ledger.Entries) balances.Ask(entry.Account);
    }

    public override CommitOutcome Judge(EscrowCommit commit) =>
        commit.Ledger is not { } ledger || balances.Cover(ledger.Entries)
            ? CommitOutcome.Done
            : CommitOutcome.BalanceTooLow;

    public override void Add(PreparedCommit prepared, long escrowNumber)
    {
        var commit = prepared.Commit;
        if (commit.Ledger is not { } ledger) return;
        var number = newNumbers.Next();
        numbers.Add(number);
        ids.Add(ledger.Id);
        movements.Add(Spelling.Of(ledger.Movement));
        at.Add(ledger.At.ToUnixTimeMilliseconds());
        escrowNumbers.Add(escrowNumber);
        eventSequences.Add(ledger.EventSequence);
        paymentIds.Add(ledger.PaymentId);
        transactions.Rows++;
        for (var index = 0; index < ledger.Entries.Count; index++) Add(number, index + 1, ledger.Entries[index]);
    }

    private void Add(long transactionNumber, int line, LedgerEntry entry)
    {
        transactionNumbers.Add(transactionNumber);
        lines.Add(line);
        accounts.Add(Spelling.Of(entry.Account.Kind));
        owners.Add(entry.Account.Owner);
        amounts.Add(entry.AmountTnd);
        balancesAfter.Add(balances.Move(entry));
        entries.Rows++;
    }
}
