using Dhmad.Domain.Accounts;
using Dhmad.Domain.Checkout;
using Dhmad.Domain.Payments;
using static Dhmad.Domain.RefusalCodes;

namespace Dhmad.Domain.Escrows.Scenarios;

/// <summary>What stands in a scenario's way, so that it is told before anything is made.</summary>
public static class ScenarioRefusals
{
    /// <summary>The first that applies; null when every step of the plan can be taken.</summary>
    public static Refusal? Judge(ScenarioPlan plan, ScenarioFacts facts, DhmadSettings settings)
    {
        if (plan.Escrows.Count == 0) return null;
        if (facts.Developer.AssociatedUser is null) return AssociationRequired.Refuse();
        if (WhyNoSession(facts.Developer, settings) is { } refusal) return refusal;
        if (settings.Escrows.RequireSellerKyc && facts.Seller?.KycStatus != KycStatus.Approved)
            return SellerNotReady.Refuse();
        if (settings.Payments.RequireVerifiedPhone && !facts.Buyers.All(buyer => buyer is { PhoneVerified: true }))
            return PhoneNotVerified.Refuse();
        if (RailOffers.Of(settings, isSignedIn: true).Count == 0) return RailNotAvailable.Refuse();
        var limit = settings.Escrows.DailyLimitPerDeveloper;
        return EscrowTerms.WhyNotToday(facts.CreatedToday, plan.Escrows.Count, limit);
    }

    private static Refusal? WhyNoSession(Developer developer, DhmadSettings settings)
    {
        var listed = developer.Settings.RedirectUrls;
        return RedirectUrl.Judge(listed.Count > 0 ? listed[0] : "", listed, settings.Environment);
    }
}

/// <param name="Seller">The associated user.</param>
/// <param name="Buyers">The people of the plan; null where the e-mail has no user yet.</param>
/// <param name="CreatedToday">Escrows this developer created since 00:00 UTC; read only where a limit is set.</param>
public sealed record ScenarioFacts(
    Developer Developer, User? Seller, IReadOnlyList<User?> Buyers, int CreatedToday);
