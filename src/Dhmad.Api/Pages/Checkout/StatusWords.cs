using Dhmad.Domain;
using Dhmad.Domain.Escrows;

namespace Dhmad.Api.Pages.Checkout;

/// <summary>
/// Which words say where an escrow stands: its status, or the block beside it that matters more to people.
/// </summary>
public static class StatusWords
{
    /// <summary>The key of the text.</summary>
    public static string Key(Escrow escrow) => escrow switch
    {
        { IsClosed: true } => $"status.{Spelling.Of(escrow.Status)}",
        { DisputeOpen: true } => "status.dispute",
        { CancellationPending: true } => "status.cancellation",
        { Contract.IsFullySigned: false, Status: EscrowStatus.Pending } => "status.unsigned",
        _ => $"status.{Spelling.Of(escrow.Status)}",
    };
}
