namespace Dhmad.Domain.Escrows;

/// <summary>The moment that counts, and the action the clock then takes.</summary>
public readonly record struct Deadline(DateTimeOffset At, EscrowAction Then)
{
    /// <summary>A clock row is due from its deadline on.</summary>
    public bool IsDue(DateTimeOffset now) => now >= At;
}
