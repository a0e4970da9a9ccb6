namespace Dhmad.Domain.Payments;

/// <summary>Which ways to pay are offered, and to whom.</summary>
public static class RailOffers
{
    /// <summary>What the payment page shows: cards in the sandbox, the wallet to who is signed in.</summary>
    public static IReadOnlyList<string> Of(DhmadSettings settings, bool isSignedIn)
    {
        List<string> offered = [];
        if (IsOn(Rails.SandboxCard, settings)) offered.Add(Rails.SandboxCard);
        if (isSignedIn && IsOn(Rails.Wallet, settings)) offered.Add(Rails.Wallet);
        return offered;
    }

    /// <summary>
    /// Whether a payment may go over its rail: a wallet is a user's,
    /// and a transfer comes only as a deposit under review.
    /// </summary>
    internal static bool Include(Payment payment, DhmadSettings settings) =>
        IsOn(payment.Rail, settings) && payment.Rail switch
        {
            Rails.Wallet => payment.Payer.Id is not null,
            Rails.ManualTransfer => payment.Status == PaymentStatus.UnderReview,
            _ => true,
        };

    private static bool IsOn(string rail, DhmadSettings settings)
    {
        var exists = rail is Rails.Wallet or Rails.ManualTransfer || (rail == Rails.SandboxCard && settings.IsSandbox);
        return exists && (settings.Payments.Rails?.Contains(rail) ?? true);
    }
}
