using Dhmad.Domain.Escrows;

namespace Dhmad.Storage;

/// <summary>Turns a write that a guard undid back into a value.</summary>
public static class Refused
{
    public static async Task<CommitOutcome> AsOutcomeAsync(Func<Task<CommitOutcome>> write)
    {
        try
        {
            return await write();
        }
        catch (CommitRefusedException refused)
        {
            return refused.Outcome;
        }
    }
}
