namespace Dhmad.Domain.Escrows;

/// <summary>The clocks of an escrow.</summary>
public static class EscrowClock
{
    /// <summary>The earliest running clock and its row's action, or null when none runs.</summary>
    public static Deadline? Next(Escrow escrow) => throw new NotImplementedException();
}
