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
    private const string TransactionNames = "number, id, movement, at, escrow_number, event_sequence, payment_id";
    private const string EntryNames = "transaction_number, line, account, owner, amount_tnd, moved, place";

    private static readonly string InsertTransactions =
        $"""
        INSERT INTO ledger_transactions ({TransactionNames})
        SELECT * FROM {BatchStatement.Unnest(TransactionNames)} AS u
        """;

    // An account that is not there as expected gives its entry no balance, which the table refuses, as it does one
    // below zero.
    private static readonly string InsertEntries =
        $"""
        WITH moved AS (
            UPDATE ledger_balances SET balance = ledger_balances.balance + u.amount
            FROM {BatchStatement.Unnest("account, owner, amount, place")} AS u
            WHERE ledger_balances.account = u.account AND ledger_balances.owner = u.owner
            RETURNING u.place, ledger_balances.balance - u.amount AS before)
        INSERT INTO ledger_entries (transaction_number, line, account, owner, amount_tnd, balance_after)
        SELECT e.transaction_number, e.line, e.account, e.owner, e.amount_tnd,
            CASE WHEN e.place IS NULL THEN e.moved ELSE m.before + e.moved END
        FROM {BatchStatement.Unnest(EntryNames, first: 5)} AS e
        LEFT JOIN moved AS m ON m.place = e.place
        """;

    private readonly BatchNumbers batchNumbers;
    private readonly BatchStatement transactions = new(InsertTransactions);

    private readonly List<long?> numbers;
    private readonly List<string?> ids;
    private readonly List<string?> movements;
    private readonly List<long?> at;
    private readonly List<long?> escrowNumbers;
    private readonly List<long?> eventSequences;
    private readonly List<string?> paymentIds;

    private readonly BatchStatement entries = new(InsertEntries);

    private readonly List<string?> movedAccounts;
    private readonly List<string?> movedOwners;
    private readonly List<long?> movedAmounts;
    private readonly List<long?> movedPlaces;
    private readonly List<long?> transactionNumbers;
    private readonly List<long?> lines;
    private readonly List<string?> accounts;
    private readonly List<string?> owners;
    private readonly List<long?> amounts;
    private readonly List<long?> moved;
    private readonly List<long?> places;
    private readonly BalanceRows balances = new();

    public LedgerRows(BatchNumbers batchNumbers)
    {
        this.batchNumbers = batchNumbers;
        numbers = transactions.Numbers();
        ids = transactions.Texts();
        movements = transactions.Texts();
        at = transactions.Numbers();
        escrowNumbers = transactions.Numbers();
        eventSequences = transactions.Numbers();
        paymentIds = transactions.Texts();
        (movedAccounts, movedOwners) = (entries.Texts(), entries.Texts());
        (movedAmounts, movedPlaces) = (entries.Numbers(), entries.Numbers());
        transactionNumbers = entries.Numbers();
        lines = entries.Numbers();
        accounts = entries.Texts();
        owners = entries.Texts();
        amounts = entries.Numbers();
        moved = entries.Numbers();
        places = entries.Numbers();
    }

    public override IEnumerable<Question> Questions => balances.Questions;

    public override IEnumerable<BatchStatement> Writes
    {
        get
        {
            balances.Bind(movedAccounts, movedOwners, movedAmounts, movedPlaces);
            return [balances.Insert(), transactions, entries];
        }
    }

    public override void Ask(EscrowCommit commit)
    {
        if (commit.Ledger is not { } ledger) return;
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
        var number = batchNumbers.Transactions.Next();
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
        var after = entry.Account.KeepsBalance ? balances.Move(entry) : default((long Amount, long? Place)?);
        moved.Add(after?.Amount);
        places.Add(after?.Place);
        entries.Rows++;
    }
}
