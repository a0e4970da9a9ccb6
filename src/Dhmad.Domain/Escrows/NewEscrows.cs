using Dhmad.Domain.Accounts;
using Dhmad.Domain.Escrows.Effects;

namespace Dhmad.Domain.Escrows;

/// <summary>An escrow as it comes into being.</summary>
internal static class NewEscrows
{
    public static Escrow Of(
        string id, EscrowTerms terms, NewEscrow input, CreationFacts facts, DecisionContext context) => new()
        {
            Id = id,
            Version = 0,
            Sequence = 0,
            LastHash = HashChain.Start,
            Terms = terms,
            Status = EscrowStatus.Pending,
            Buyer = facts.KnownBuyer ?? new Person(null, input.BuyerEmail),
            Seller = SellerOf(input, facts),
            DeveloperId = facts.DeveloperId,
            ApplicationName = facts.ApplicationName,
            DeveloperFeeUserId = facts.AssociatedUser?.Id,
            CreatedAt = context.Now,
            UpdatedAt = context.Now,
            ExpiresAt = context.Now.AddDays(context.Settings.Escrows.PendingDays),
            Contract = terms.Mode == EscrowMode.Standard ? ContractOf(terms, input, facts, context) : null,
        };

    private static Person SellerOf(NewEscrow input, CreationFacts facts)
    {
        if (facts.AssociatedUser is { } user && (input.SellerEmail ?? user.Email) == user.Email) return user;
        return facts.KnownSeller ?? new Person(null, input.SellerEmail!);
    }

    private static Contract ContractOf(
        EscrowTerms terms, NewEscrow input, CreationFacts facts, DecisionContext context)
    {
        var contract = new Contract(context.Ids.NewId(context.RealTime), context.Now, context.Now);
        if (!input.AutoSign) return contract;
        var seller = facts.AssociatedUser!;
        var name = $"{seller.FirstName} {seller.LastName}".Trim();
        return contract with
        {
            SellerSignature = ContractEffects.Of(seller, name, facts.SignatureImage, terms, context.Now),
        };
    }
}
