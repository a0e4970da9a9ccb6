using Dhmad.Domain.Checkout;
using Dhmad.Domain.Escrows;
using Dhmad.Grains.Checkout;

namespace Dhmad.Api.Pages.Checkout;

/// <summary>Who stands at the door of a checkout page.</summary>
public enum VisitorKind
{
    /// <summary>Not signed in, where that is needed.</summary>
    Unknown,

    /// <summary>Signed in with the session's e-mail.</summary>
    Target,

    /// <summary>Anyone, where no sign-in is needed: pays for the session's e-mail.</summary>
    Guest,

    /// <summary>Signed in with another e-mail; learns nothing.</summary>
    SomeoneElse,
}

/// <summary>A request for a checkout page with its session and its escrow, as they are now.</summary>
public sealed record CheckoutVisit(
    PageRequest Page, SessionView Seen, Escrow Escrow, DateTimeOffset Now, VisitorKind Visitor)
{
    public CheckoutSession Session => Seen.Session;

    public string Path => $"/checkout/{Session.Id:D}";

    /// <summary>Whether the escrow may be shown.</summary>
    public bool IsWelcome => Visitor is VisitorKind.Target or VisitorKind.Guest;

    public bool IsUnderReview => Session is { Status: SessionStatus.Pending, UnderReview: true };
}
