using Dhmad.Api.Http;
using Dhmad.Domain;
using Dhmad.Domain.Escrows;

namespace Dhmad.Api.Checkout;

/// <summary>The body of a session's creation, read by form.</summary>
public sealed record SessionBody(
    EscrowAction Action, string TargetEmail, string RedirectUrl, IReadOnlyDictionary<string, string>? Metadata)
{
    public const int MaxMetadataKeys = 50;
    public const int MaxMetadataKeyLength = 40;
    public const int MaxMetadataValueLength = 500;

    /// <summary>The ten actions a session can be for.</summary>
    public static readonly IReadOnlyList<EscrowAction> Actions =
    [
        EscrowAction.SignContract,
        EscrowAction.AcceptPay,
        EscrowAction.SubmitProof,
        EscrowAction.ReviewProof,
        EscrowAction.Complete,
        EscrowAction.Dispute,
        EscrowAction.RequestCancellation,
        EscrowAction.AcceptCancellation,
        EscrowAction.RejectCancellation,
        EscrowAction.CancelEscrow,
    ];

    /// <summary>
    /// Those whose page comes with file uploads: they are judged like the others, but where all is well no session is
    /// opened, so that none leads nowhere.
    /// </summary>
    public static readonly IReadOnlyList<EscrowAction> WithoutPage =
        [EscrowAction.SubmitProof, EscrowAction.ReviewProof];

    /// <summary>
    /// Bad fields are noted in <paramref name="fields"/>; whether the URL is allowed is a rule, not a form.
    /// </summary>
    public static SessionBody Read(Fields fields)
    {
        var body = new SessionBody(
            fields.RequiredChoice("action", Actions),
            fields.RequiredEmail("targetUserEmail"),
            fields.RequiredText("redirectUrl", 1, StrictUrl.MaxLength),
            fields.Texts("metadata", MaxMetadataKeys, MaxMetadataKeyLength, MaxMetadataValueLength));
        if (body.RedirectUrl.Length > 0 && !Domain.Checkout.RedirectUrl.IsAbsolute(body.RedirectUrl))
            fields.Bad("redirectUrl", "must be an absolute URL");
        return body;
    }
}
