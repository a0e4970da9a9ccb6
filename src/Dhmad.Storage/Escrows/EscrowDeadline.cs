using Dhmad.Domain.Escrows;

namespace Dhmad.Storage.Escrows;

/// <summary>The column the sweep looks at: when the earliest running clock of an escrow is due.</summary>
internal static class EscrowDeadline
{
    /// <summary>In unix milliseconds, or null while no clock runs.</summary>
    public static long? Of(Escrow escrow) => EscrowClock.Next(escrow)?.At.ToUnixTimeMilliseconds();
}
