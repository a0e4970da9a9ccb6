using Dhmad.Domain.Accounts;
using Dhmad.Domain.Ledger;

namespace Dhmad.Domain.Tests.Escrows.Kit;

/// <summary>The ledger as the transactions make it, with the invariants every posting must keep.</summary>
internal sealed class Books
{
    private readonly Dictionary<LedgerAccount, long> _balances = [];

    public List<LedgerTransaction> Transactions { get; } = [];

    public long this[AccountKind kind, string owner] => _balances.GetValueOrDefault(new LedgerAccount(kind, owner));

    /// <summary>The wallet of a user together with what waits for the e-mail.</summary>
    public long Of(Person person) =>
        this[AccountKind.Unclaimed, person.Email] + (person.Id is { } id ? this[AccountKind.Available, id] : 0);

    public void Fund(string userId, long amountTnd) => Post(
        new LedgerTransaction("top-up", Movement.TopUp, The.Start, Movements.TopUp(userId, "sandbox_card", amountTnd)));

    public void Post(LedgerTransaction transaction)
    {
        Assert.NotEmpty(transaction.Entries);
        Assert.Equal(0, transaction.Entries.Sum(entry => entry.AmountTnd));
        Assert.All(transaction.Entries, entry => Assert.NotEqual(0, entry.AmountTnd));
        Assert.Distinct(transaction.Entries.Select(entry => entry.Account));
        foreach (var (account, amount) in transaction.Entries)
        {
            _balances[account] = _balances.GetValueOrDefault(account) + amount;
            Assert.True(account.MayBeNegative || _balances[account] >= 0, $"{account} fell to {_balances[account]}");
        }

        Transactions.Add(transaction);
    }
}
