namespace Dhmad.Domain.Payments;

/// <summary>The ways to pay, and where each is offered.</summary>
public static class PaymentRails
{
    /// <summary>Magic numbers; sandbox only.</summary>
    public const string SandboxCard = "sandbox_card";

    /// <summary>The payer's own balance; only for who is signed in.</summary>
    public const string Wallet = "wallet";

    /// <summary>A transfer outside, shown by a deposit proof that an operator decides about.</summary>
    public const string ManualTransfer = "manual_transfer";

    /// <summary>What the payment page offers. A manual transfer is left out: its page does not exist yet.</summary>
    public static IReadOnlyList<string> Offered(DhmadSettings settings, bool isSignedIn)
    {
        List<string> offered = [];
        if (IsSwitchedOn(SandboxCard, settings)) offered.Add(SandboxCard);
        if (isSignedIn && IsSwitchedOn(Wallet, settings)) offered.Add(Wallet);
        return offered;
    }

    /// <summary>Whether a payment may go over its rail; a transfer only as a deposit under review.</summary>
    internal static bool IsAvailable(Payment payment, DhmadSettings settings) =>
        IsSwitchedOn(payment.Rail, settings) && payment.Rail switch
        {
            Wallet => payment.Payer.Id is not null,
            ManualTransfer => payment.Status == PaymentStatus.UnderReview,
            _ => true,
        };

    private static bool IsSwitchedOn(string rail, DhmadSettings settings)
    {
        var exists = rail is Wallet or ManualTransfer || (rail == SandboxCard && settings.IsSandbox);
        return exists && (settings.Payments.Rails?.Contains(rail) ?? true);
    }
}
