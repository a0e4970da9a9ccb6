using Dhmad.Domain.Accounts;
using Dhmad.Domain.Escrows;
using Dhmad.Domain.Ledger;
using Dhmad.Storage.Escrows;
using Dhmad.Storage.Ledger;

namespace Dhmad.Storage.Accounts;

/// <summary>Users' money outside of escrows.</summary>
public sealed class WalletStore(Database database)
{
    /// <summary>What a user has, on one snapshot.</summary>
    public Task<Balance> ReadAsync(string userId, CancellationToken cancellationToken) =>
        database.ReadAsync(work => ReadAsync(work, userId), cancellationToken);

    /// <summary>Credits what waited for the user's e-mail, if anything did.</summary>
    public Task ClaimAsync(User user, string transactionId, DateTimeOffset at, CancellationToken cancellationToken) =>
        database.WriteAsync(work => ClaimAsync(work, user, transactionId, at), cancellationToken);

    /// <summary>The same in somebody's transaction.</summary>
    public static async Task ClaimAsync(Work work, User user, string transactionId, DateTimeOffset at)
    {
        var waiting = await LedgerStore.BalanceAsync(work, new LedgerAccount(AccountKind.Unclaimed, user.Email));
        if (waiting == 0) return;
        await LedgerStore.PostAsync(work, new LedgerTransaction(transactionId, Movement.Claim, at,
        [
            new LedgerEntry(new LedgerAccount(AccountKind.Unclaimed, user.Email), -waiting),
            new LedgerEntry(new LedgerAccount(AccountKind.Available, user.Id), waiting),
        ]));
    }

    /// <summary>
    /// Puts money on a balance, creating the user if there is none; the answer is rendered and kept with it.
    /// </summary>
    public Task<T> TopUpAsync<T>(
        TopUp topUp, Func<Balance, (T Answer, IdempotencyRecord? Kept)> render, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async work =>
            {
                var user = await UserRows.FindOrAddAsync(work, topUp.Fresh);
                await ClaimAsync(work, user, topUp.ClaimId, topUp.At);
                await WriteAsync(work, user.Id, topUp.AmountTnd, topUp.TransactionId, topUp.At);
                var (answer, kept) = render(await ReadAsync(work, user.Id));
                await IdempotencyStore.WriteAsync(work, kept);
                return answer;
            },
            cancellationToken);

    /// <summary>A top-up over the practice rail in somebody's transaction.</summary>
    public static Task WriteAsync(Work work, string userId, long amountTnd, string transactionId, DateTimeOffset at) =>
        LedgerStore.PostAsync(work, new LedgerTransaction(transactionId, Movement.TopUp, at,
        [
            new LedgerEntry(new LedgerAccount(AccountKind.RailClearing, TopUp.Rail), -amountTnd),
            new LedgerEntry(new LedgerAccount(AccountKind.Available, userId), amountTnd),
        ]));

    private static async Task<Balance> ReadAsync(Work work, string userId) => new(
        await LedgerStore.BalanceAsync(work, new LedgerAccount(AccountKind.Available, userId)),
        await LedgerStore.BalanceAsync(work, new LedgerAccount(AccountKind.PayoutPending, userId)),
        await EscrowQueries.HeldOfPartyAsync(work, userId));
}
