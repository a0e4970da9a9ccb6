using Dhmad.Domain;
using Dhmad.Domain.Escrows;
using Dhmad.Domain.Ledger;
using Dhmad.Storage.Escrows;

namespace Dhmad.Storage.Ledger;

/// <summary>The books outside an escrow's commit: transactions of wallets and operators, and balances.</summary>
public sealed class LedgerStore(Database database)
{
    /// <summary>Posts a transaction by itself.</summary>
    /// <returns>Done or BalanceTooLow.</returns>
    /// <exception cref="InvariantBrokenException">It does not balance, or moves an escrow's money.</exception>
    public Task<CommitOutcome> PostAsync(LedgerTransaction transaction, CancellationToken cancellationToken) =>
        Refused.AsOutcomeAsync(() => database.WriteAsync(
            async work =>
            {
                await PostAsync(work, transaction);
                return CommitOutcome.Done;
            },
            cancellationToken));

    /// <summary>Posts a transaction within somebody's write.</summary>
    /// <exception cref="CommitRefusedException">
    /// An account that may not would go below zero: the whole write must be undone.
    /// </exception>
    /// <exception cref="InvariantBrokenException">It does not balance, or moves an escrow's money.</exception>
    public static async Task PostAsync(Work work, LedgerTransaction transaction)
    {
        CommitChecks.JudgeSum(transaction);
        if (transaction.Entries.Any(entry => entry.Account.Kind == AccountKind.Held))
            throw new InvariantBrokenException("held_equals_open", "only an escrow's own commit moves what it holds");
        var number = await work.FirstAsync<long>(
            """
            INSERT INTO ledger_transactions (id, movement, at, escrow_number, event_sequence, payment_id)
            VALUES (@Id, @movement, @At, (SELECT number FROM escrows WHERE id = @EscrowId), @EventSequence, @PaymentId)
            RETURNING number
            """,
            new
            {
                transaction.Id,
                movement = Spelling.Of(transaction.Movement),
                transaction.At,
                transaction.EscrowId,
                transaction.EventSequence,
                transaction.PaymentId,
            });
        for (var index = 0; index < transaction.Entries.Count; index++)
            await WriteEntryAsync(work, number, index + 1, transaction.Entries[index]);
    }

    /// <summary>In millimes. For the deployment's accounts it is the sum of their entries.</summary>
    public Task<long> BalanceAsync(LedgerAccount account, CancellationToken cancellationToken) =>
        database.QueryAsync(work => BalanceAsync(work, account), cancellationToken);

    /// <summary>The same inside one snapshot or transaction.</summary>
    public static Task<long> BalanceAsync(Work work, LedgerAccount account) => work.FirstAsync<long>(
        account.KeepsBalance
            ? "SELECT balance FROM ledger_balances WHERE account = @account AND owner = @Owner"
            : "SELECT coalesce(sum(amount_tnd), 0) FROM ledger_entries WHERE account = @account AND owner = @Owner",
        new { account = Spelling.Of(account.Kind), account.Owner });

    private static async Task WriteEntryAsync(Work work, long transactionNumber, int line, LedgerEntry entry)
    {
        var balance = entry.Account.KeepsBalance ? await MoveAsync(work, entry) : (long?)null;
        await work.ExecuteAsync(
            """
            INSERT INTO ledger_entries (transaction_number, line, account, owner, amount_tnd, balance_after)
            VALUES (@transactionNumber, @line, @account, @Owner, @AmountTnd, @balance)
            """,
            new
            {
                transactionNumber,
                line,
                account = Spelling.Of(entry.Account.Kind),
                entry.Account.Owner,
                entry.AmountTnd,
                balance,
            });
        var mustBeCovered = balance is null && entry.AmountTnd < 0 && !entry.Account.MayBeNegative;
        if (mustBeCovered && await BalanceAsync(work, entry.Account) < 0)
            throw new CommitRefusedException(CommitOutcome.BalanceTooLow);
    }

    private static async Task<long> MoveAsync(Work work, LedgerEntry entry)
    {
        var sql = entry.AmountTnd > 0
            ? """
              INSERT INTO ledger_balances (account, owner, balance) VALUES (@account, @Owner, @amount)
              ON CONFLICT (account, owner) DO UPDATE SET balance = ledger_balances.balance + excluded.balance
              RETURNING balance
              """
            : """
              UPDATE ledger_balances SET balance = balance - @amount
              WHERE account = @account AND owner = @Owner AND balance >= @amount
              RETURNING balance
              """;
        var args = new
        {
            account = Spelling.Of(entry.Account.Kind),
            entry.Account.Owner,
            amount = Math.Abs(entry.AmountTnd),
        };
        return await work.FirstAsync<long?>(sql, args) ?? throw new CommitRefusedException(CommitOutcome.BalanceTooLow);
    }
}
