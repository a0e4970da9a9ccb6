using Dhmad.Domain;
using Dhmad.Domain.Escrows;

namespace Dhmad.Grains.Escrows;

/// <summary>
/// What judging came to: the answer that is given once <see cref="Commit"/> is written, or at once when there is none.
/// </summary>
internal sealed record Verdict<T>(Result<T> Answer, EscrowCommit? Commit)
{
    public static Verdict<T> No(Refusal refusal) => new(refusal, null);

    public static Verdict<T> Yes(T answer, EscrowCommit? commit = null) => new(answer, commit);
}
