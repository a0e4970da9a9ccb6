using System.Security.Cryptography;
using System.Text;
using Dhmad.Domain.Accounts;

namespace Dhmad.Domain.Escrows.Effects;

/// <summary>Signatures.</summary>
internal static class ContractEffects
{
    public static Escrow Sign(Question question, Escrow escrow)
    {
        var input = question.Input;
        var signature = Of(
            PartyEffects.Actor(question), input.FullName ?? "", input.SignatureImage, escrow.Terms, question.Now)
            with { Address = input.Address, Browser = input.Browser };
        var contract = escrow.Contract! with { UpdatedAt = question.Now };
        return escrow with
        {
            Contract = question.Party == ActorKind.Seller
                ? contract with { SellerSignature = signature }
                : contract with { BuyerSignature = signature },
        };
    }

    /// <summary>A signature with the hash of the text it stands under.</summary>
    public static Signature Of(Person signer, string fullName, string? image, EscrowTerms terms, DateTimeOffset now)
    {
        var text = Encoding.UTF8.GetBytes(terms.ContractTerms!);
        var hash = Convert.ToHexStringLower(SHA256.HashData(text));
        return new Signature(now, signer.Id, signer.Email, fullName, image, null, null, hash);
    }
}
