using Dhmad.Domain.Checkout;
using Dhmad.Domain.Escrows;

namespace Dhmad.Storage.Checkout;

/// <summary>Which sessions of an escrow a list shows.</summary>
/// <param name="DeveloperId">Whose.</param>
/// <param name="Status">As of <paramref name="Now"/>: a pending one that is due counts as expired. Null: any.</param>
/// <param name="Now">The escrow's clock.</param>
public sealed record SessionFilter(
    string EscrowId, string DeveloperId, SessionStatus? Status, EscrowAction? Action, DateTimeOffset Now);

/// <summary>Sessions as their rows are, newest first.</summary>
/// <param name="Next">Where the list goes on, or null at the end.</param>
public sealed record SessionPage(IReadOnlyList<CheckoutSession> Sessions, Cursor? Next);
