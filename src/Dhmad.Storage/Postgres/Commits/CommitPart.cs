using Dhmad.Domain.Escrows;
using Dhmad.Storage.Escrows;

namespace Dhmad.Storage.Postgres.Commits;

/// <summary>
/// One part of every commit of a batch. It takes commits one after another and says what is to be written. Its
/// statements fail where a row is not as a commit takes it to be. When nothing may be taken as given, it first hears of
/// all commits, says what it must know, and judges each before it takes it.
/// </summary>
internal abstract class CommitPart
{
    /// <summary>In the order in which every batch locks rows.</summary>
    public virtual IEnumerable<Question> Questions => [];

    /// <summary>
    /// In the order of the tables' references, and of the questions; asked for once, when all was taken.
    /// </summary>
    public abstract IEnumerable<BatchStatement> Writes { get; }

    /// <summary>Hears of a commit, before anything was read.</summary>
    public virtual void Ask(EscrowCommit commit)
    {
    }

    /// <summary>Whether its guards let a commit pass, and if not, what becomes of it. Changes nothing.</summary>
    public virtual CommitOutcome Judge(EscrowCommit commit) => CommitOutcome.Done;

    /// <summary>Takes a commit that passed every guard, or of which that is assumed.</summary>
    /// <param name="escrowNumber">What the escrow's events and money refer to.</param>
    public abstract void Add(PreparedCommit prepared, long escrowNumber);
}
