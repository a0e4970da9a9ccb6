namespace Dhmad.Domain.Escrows.Effects;

/// <summary>What a change of terms undoes.</summary>
internal static class TermsEffects
{
    /// <summary>The same instance when every value equals the present one.</summary>
    public static Escrow Update(Question question, Escrow escrow)
    {
        var terms = escrow.Terms.With(question.Input.Update!).Value!;
        if (terms == escrow.Terms) return question.Escrow;
        return escrow with
        {
            Terms = terms,
            TermsVersion = escrow.TermsVersion + 1,
            Contract = MustBeSignedAgain(escrow.Terms, terms) && escrow.Contract is { } contract
                ? contract with { UpdatedAt = question.Now, SellerSignature = null, BuyerSignature = null }
                : escrow.Contract,
        };
    }

    private static bool MustBeSignedAgain(EscrowTerms before, EscrowTerms after) =>
        before.AmountMinor != after.AmountMinor || before.ContractTerms != after.ContractTerms;
}
