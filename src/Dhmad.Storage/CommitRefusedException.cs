using Dhmad.Domain.Escrows;

namespace Dhmad.Storage;

/// <summary>Thrown inside a write to undo it when a guard says no; stores turn it back into a value.</summary>
public sealed class CommitRefusedException : Exception
{
    public CommitRefusedException()
    {
    }

    public CommitRefusedException(string message)
        : base(message)
    {
    }

    public CommitRefusedException(string message, Exception? cause)
        : base(message, cause)
    {
    }

    public CommitRefusedException(CommitOutcome outcome)
        : base($"The write was refused: {outcome}.") => Outcome = outcome;

    public CommitOutcome Outcome { get; } = CommitOutcome.Conflict;
}
