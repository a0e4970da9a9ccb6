using Dhmad.Domain.Escrows;
using Dhmad.Storage.Escrows;

namespace Dhmad.Storage.Postgres.Commits;

/// <summary>
/// One part of every commit of a batch. First it hears of all commits and says what it must know; when that was read,
/// it judges and takes them one after another; then it says what is to be written.
/// </summary>
internal abstract class CommitPart
{
    /// <summary>In the order in which every batch locks rows.</summary>
    public virtual IEnumerable<Question> Questions => [];

    /// <summary>In the order of the tables' references.</summary>
    public abstract IEnumerable<BatchStatement> Writes { get; }

    /// <summary>Hears of a commit, before anything was read.</summary>
    public virtual void Ask(EscrowCommit commit)
    {
    }

    /// <summary>Whether its guards let a commit pass, and if not, what becomes of it. Changes nothing.</summary>
    public virtual CommitOutcome Judge(EscrowCommit commit) => CommitOutcome.Done;

    /// <summary>Takes a commit that passed every guard.</summary>
    /// <param name="escrowNumber">What the escrow's events and money refer to.</param>
    public abstract void Add(PreparedCommit prepared, long escrowNumber);
}
