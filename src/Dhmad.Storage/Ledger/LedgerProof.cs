using Dhmad.Domain;
using Dhmad.Domain.Ledger;

namespace Dhmad.Storage.Ledger;

/// <summary>
/// Checks all nine invariants of the books over every row, and that each escrow acts from the state that its row and
/// its events tell, on one consistent snapshot. Rows are streamed: a ledger of any size needs the memory of a few.
/// </summary>
public sealed class LedgerProof(Database database)
{
    /// <param name="now">Real time, shown in the proof.</param>
    /// <exception cref="DatabaseUnavailableException">The database cannot be read.</exception>
    public Task<ProofReport> ProveAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async work =>
            {
                await work.LookAtAllAsync();
                var checks = new List<ProofCheck>();
                foreach (var check in BalanceChecks.All)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    checks.Add(await check.RunAsync(work));
                }

                using var chains = new ChainCheck();
                var states = new StateCheck();
                await EscrowPass.RunAsync(work, chains, states);
                var (chainsMatch, chain) = chains.Finish();
                checks.Add(chainsMatch);
                checks.Add(await EventMoneyCheck.RunAsync(work));
                checks.Add(states.Finish());
                return new ProofReport(now, checks, await TotalsAsync(work), chain);
            },
            cancellationToken);

    private static async Task<IReadOnlyList<ProofTotal>> TotalsAsync(Work work)
    {
        var sums = (await work.ListAsync<(string Account, long Balance)>(
            "SELECT account, sum(amount_tnd) FROM ledger_entries GROUP BY account")).ToDictionary();
        return
        [
            .. Spelling.All<AccountKind>()
                .Select(account => new ProofTotal(Currency.Tnd.Code, account, sums.GetValueOrDefault(account))),
        ];
    }
}
