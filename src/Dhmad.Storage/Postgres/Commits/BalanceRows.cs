using Dhmad.Domain;
using Dhmad.Domain.Ledger;

namespace Dhmad.Storage.Postgres.Commits;

/// <summary>Balances as a batch moves them: read once under lock, moved in memory, written once.</summary>
internal sealed class BalanceRows
{
    private readonly BatchStatement find = new(
        """
        SELECT b.account, b.owner, b.balance FROM unnest($1, $2) AS u (account, owner)
        JOIN ledger_balances b ON b.account = u.account AND b.owner = u.owner
        ORDER BY b.account, b.owner FOR NO KEY UPDATE OF b
        """);

    private readonly List<string?> askedAccounts;
    private readonly List<string?> askedOwners;
    private readonly Dictionary<LedgerAccount, long> kept = [];
    private readonly Dictionary<LedgerAccount, long> moved = [];

    public BalanceRows() => (askedAccounts, askedOwners) = (find.Texts(), find.Texts());

    public IEnumerable<Question> Questions => find.Rows == 0
        ? []
        :
        [
            new(find, row => kept[new LedgerAccount(Column.Enum<AccountKind>(row.GetString(0)), row.GetString(1))] =
                row.GetInt64(2)),
        ];

    /// <summary>
    /// A row that was not there is inserted: if somebody else made it meanwhile, the batch fails and runs again. In one
    /// order, or two batches could wait for each other.
    /// </summary>
    public IEnumerable<BatchStatement> Writes =>
    [
        Statement(
            "INSERT INTO ledger_balances (account, owner, balance) SELECT * FROM unnest($1, $2, $3)", isKept: false),
        Statement(
            """
            UPDATE ledger_balances SET balance = u.balance FROM unnest($1, $2, $3) AS u (account, owner, balance)
            WHERE ledger_balances.account = u.account AND ledger_balances.owner = u.owner
            """,
            isKept: true),
    ];

    public void Ask(LedgerAccount account)
    {
        if (!account.KeepsBalance) return;
        askedAccounts.Add(Spelling.Of(account.Kind));
        askedOwners.Add(account.Owner);
        find.Rows++;
    }

    /// <summary>Whether no account goes below zero at any of these entries.</summary>
    public bool Cover(IReadOnlyList<LedgerEntry> entries)
    {
        var after = new Dictionary<LedgerAccount, long>();
        foreach (var (account, amount) in entries.Where(entry => entry.Account.KeepsBalance))
        {
            var balance = checked((after.TryGetValue(account, out var before) ? before : Now(account)) + amount);
            if (balance < 0) return false;
            after[account] = balance;
        }

        return true;
    }

    /// <summary>The balance after an entry; null for an account that keeps none.</summary>
    public long? Move(LedgerEntry entry) => entry.Account.KeepsBalance
        ? moved[entry.Account] = checked(Now(entry.Account) + entry.AmountTnd)
        : null;

    private long Now(LedgerAccount account) =>
        moved.TryGetValue(account, out var balance) ? balance : kept.GetValueOrDefault(account);

    private BatchStatement Statement(string sql, bool isKept)
    {
        var statement = new BatchStatement(sql);
        var (accounts, owners, balances) = (statement.Texts(), statement.Texts(), statement.Numbers());
        var rows = moved.Where(each => kept.ContainsKey(each.Key) == isKept)
            .Select(each => (Kind: Spelling.Of(each.Key.Kind), each.Key.Owner, Balance: each.Value));
        foreach (var row in rows.OrderBy(row => row.Kind, StringComparer.Ordinal)
            .ThenBy(row => row.Owner, StringComparer.Ordinal))
        {
            accounts.Add(row.Kind);
            owners.Add(row.Owner);
            balances.Add(row.Balance);
            statement.Rows++;
        }

        return statement;
    }
}
