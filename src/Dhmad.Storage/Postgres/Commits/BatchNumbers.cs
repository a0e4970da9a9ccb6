using Npgsql;

namespace Dhmad.Storage.Postgres.Commits;

/// <summary>The numbers by which the rows of a batch refer to each other. Used by one loop at a time.</summary>
/// <param name="known">Those of escrows that are there already.</param>
internal sealed class BatchNumbers(EscrowNumbers known)
{
    /// <summary>For escrows that the batch creates.</summary>
    public NewNumbers Escrows { get; } = new("escrows_number_seq");

    public NewNumbers Transactions { get; } = new("ledger_transactions_number_seq");

    public EscrowNumbers Known => known;

    /// <summary>Those taken ahead, of a connection that is gone.</summary>
    public void Forget()
    {
        Escrows.Forget();
        Transactions.Forget();
    }

    public async Task HaveAsync(IReadOnlyCollection<QueuedCommit> items, NpgsqlConnection connection)
    {
        await Escrows.HaveAsync(items.Count(item => item.Commit.Escrow.Version == 1), connection);
        await Transactions.HaveAsync(items.Count(item => item.Commit.Ledger is not null), connection);
    }
}
