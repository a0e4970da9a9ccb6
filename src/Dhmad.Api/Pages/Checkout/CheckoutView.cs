using Dhmad.Api.Pages.Shell;
using Dhmad.Domain;
using Dhmad.Domain.Accounts;
using Dhmad.Domain.Checkout;
using Dhmad.Domain.Escrows;

namespace Dhmad.Api.Pages.Checkout;

/// <summary>What a checkout page shows of its session and escrow, to the one person it is for.</summary>
public sealed record CheckoutView(CheckoutSession Session, Escrow Escrow, DateTimeOffset Now)
{
    /// <summary>A buyer who pays an instant escrow without signing in.</summary>
    public bool IsGuest { get; init; }

    /// <summary>Made with the page; sent back by its form.</summary>
    public Guid SubmissionId { get; init; }

    public FormState Form { get; init; } = FormState.Empty;

    /// <summary>Why the last try was refused.</summary>
    public string? RefusalCode { get; init; }

    /// <summary>The escrow's earliest running clock.</summary>
    public Deadline? Deadline { get; init; }

    public IReadOnlyList<ActorKind> WaitingOn { get; init; } = [];

    /// <summary>The rails offered, by name.</summary>
    public IReadOnlyList<string> Rails { get; init; } = [];

    /// <summary>The rail chosen before, if any.</summary>
    public string ChosenRail { get; init; } = "";

    /// <summary>What is in the payer's wallet, in millimes; null when it cannot be used (a guest).</summary>
    public long? WalletTnd { get; init; }

    /// <summary>Whether a card check is asked, instead of a way to pay.</summary>
    public bool AsksCardCheck { get; init; }

    /// <summary>What the action is called in texts and on the wire.</summary>
    public string Action => Spelling.Of(Session.Action);

    public EscrowTerms Terms => Escrow.Terms;

    /// <summary>Whether the person is the seller; else the buyer.</summary>
    public bool IsSeller => Session.TargetEmail == Escrow.Seller.Email;

    public Person Me => IsSeller ? Escrow.Seller : Escrow.Buyer;

    public Person Other => IsSeller ? Escrow.Buyer : Escrow.Seller;

    public string Role => IsSeller ? "seller" : "buyer";

    /// <summary>Whether the other party has signed the contract.</summary>
    public bool OtherHasSigned =>
        (IsSeller ? Escrow.Contract?.BuyerSignature : Escrow.Contract?.SellerSignature) is not null;

    /// <summary>Whether the person's signature is on the contract.</summary>
    public bool HasSigned =>
        (IsSeller ? Escrow.Contract?.SellerSignature : Escrow.Contract?.BuyerSignature) is not null;

    /// <summary>Whose money it is while the buyer reads; a guest, who may be anyone, sees no whole address.</summary>
    public string Payer => IsGuest ? EmailAddress.Mask(Session.TargetEmail) : Session.TargetEmail;

    /// <summary>The key of where a refund goes.</summary>
    public string RefundKey => IsGuest ? "rights.refund.guest" : "rights.refund";

    public string Path => $"/checkout/{Session.Id:D}";
}
