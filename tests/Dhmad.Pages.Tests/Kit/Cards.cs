namespace Dhmad.Pages.Tests.Kit;

/// <summary>Practice cards, and paying with them.</summary>
internal static class Cards
{
    public const string Good = "4242 4242 4242 4242";
    public const string Declined = "4000 0000 0000 0002";
    public const string Checked = "4000 0000 0000 3220";
    public const string SilentDeclined = "4000 0000 0000 0119";
    public const string SilentPaidForGood = "4000 0000 0000 0077";
    public const string SilentPaid = "4000 0000 0000 0341";

    public static Form WithCard(this Form form, string number) => form
        .With("rail", "sandbox_card").With("cardNumber", number).With("cardExpiry", "12/40").With("cardCvc", "123").With("confirm", "yes");

    public static Form WithWallet(this Form form) => form.With("rail", "wallet").With("confirm", "yes");

    public static Form Signed(this Form form) => form.With("fullName", "Sami Ben Ali").With("agree", "yes");

    public static Form Confirmed(this Form form) => form.With("confirm", "yes");
}
