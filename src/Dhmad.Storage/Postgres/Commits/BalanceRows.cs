using Dhmad.Domain;
using Dhmad.Domain.Ledger;

namespace Dhmad.Storage.Postgres.Commits;

/// <summary>
/// Balances as a batch moves them, in memory, written once: each row by what all of the batch adds to it.
/// </summary>
internal sealed class BalanceRows
{
    private const string Names = "account, owner, balance";

    private static readonly string InsertNew =
        $"INSERT INTO ledger_balances ({Names}) SELECT * FROM {BatchStatement.Unnest(Names)} AS u";

    private static readonly string Find =
        $"""
        SELECT b.account, b.owner, b.balance FROM {BatchStatement.Unnest("account, owner")} AS u
        JOIN ledger_balances b ON b.account = u.account AND b.owner = u.owner
        ORDER BY b.account, b.owner FOR NO KEY UPDATE OF b
        """;

    private readonly BatchStatement find = new(Find);

    private readonly List<string?> askedAccounts;
    private readonly List<string?> askedOwners;
    private readonly Dictionary<LedgerAccount, long> kept = [];
    private readonly Dictionary<LedgerAccount, Moved> moved = [];
    private bool isAsked;

    public BalanceRows() => (askedAccounts, askedOwners) = (find.Texts(), find.Texts());

    public IEnumerable<Question> Questions => find.Rows == 0
        ? []
        :
        [
            new(find, row => kept[new LedgerAccount(Column.Enum<AccountKind>(row.GetString(0)), row.GetString(1))] =
                row.GetInt64(2)),
        ];

    /// <summary>
    /// A row that was not there: if somebody else made it meanwhile, the batch fails and runs again. In one order, or
    /// two batches could wait for each other.
    /// </summary>
    public BatchStatement Insert()
    {
        var insert = new BatchStatement(InsertNew);
        var (accounts, owners, balances) = (insert.Texts(), insert.Texts(), insert.Numbers());
        foreach (var (account, balance) in InOrder(isNew: true))
        {
            accounts.Add(Spelling.Of(account.Kind));
            owners.Add(account.Owner);
            balances.Add(balance.Amount);
            insert.Rows++;
        }

        return insert;
    }

    /// <summary>Rows that are there, as parameters of the statement that writes the entries which move them.</summary>
    public void Bind(List<string?> accounts, List<string?> owners, List<long?> amounts, List<long?> places)
    {
        foreach (var (account, balance) in InOrder(isNew: false))
        {
            accounts.Add(Spelling.Of(account.Kind));
            owners.Add(account.Owner);
            amounts.Add(balance.Amount);
            places.Add(balance.Place);
        }
    }

    public void Ask(LedgerAccount account)
    {
        isAsked = true;
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

    /// <summary>Adds an entry to its account's row, which must keep a balance.</summary>
    /// <returns>
    /// What the row has after it, less what it had before the batch; and the row's place among those that are
    /// there, or null when it is new and had nothing.
    /// </returns>
    public (long Amount, long? Place) Move(LedgerEntry entry)
    {
        if (!moved.TryGetValue(entry.Account, out var balance))
            balance = new Moved(0, IsNew(entry) ? null : moved.Count);
        balance = balance with { Amount = checked(balance.Amount + entry.AmountTnd) };
        moved[entry.Account] = balance;
        return (balance.Amount, balance.Place);
    }

    /// <summary>
    /// Where nobody asked, an escrow's money is taken to come in for the first time, and people to have had some
    /// before.
    /// </summary>
    private bool IsNew(LedgerEntry entry) => isAsked
        ? !kept.ContainsKey(entry.Account)
        : entry.Account.Kind == AccountKind.Held && entry.AmountTnd > 0;

    private long Now(LedgerAccount account) =>
        checked(kept.GetValueOrDefault(account) + moved.GetValueOrDefault(account).Amount);

    private IEnumerable<KeyValuePair<LedgerAccount, Moved>> InOrder(bool isNew) => moved
        .Where(each => each.Value.Place is null == isNew)
        .OrderBy(each => Spelling.Of(each.Key.Kind), StringComparer.Ordinal)
        .ThenBy(each => each.Key.Owner, StringComparer.Ordinal);

    /// <param name="Amount">By how much so far, in millimes.</param>
    /// <param name="Place">Where entries find what the row had before; null for a new row.</param>
    private readonly record struct Moved(long Amount, long? Place);
}
