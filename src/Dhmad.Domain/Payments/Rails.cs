namespace Dhmad.Domain.Payments;

/// <summary>The ways money enters or leaves, as they are spelled on the wire.</summary>
public static class Rails
{
    /// <summary>The payer's own balance; it moves inside the books and asks nobody.</summary>
    public const string Wallet = "wallet";

    /// <summary>Practice cards; in the sandbox only.</summary>
    public const string SandboxCard = "sandbox_card";

    public const string ManualTransfer = "manual_transfer";
}
