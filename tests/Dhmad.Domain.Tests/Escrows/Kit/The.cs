using Dhmad.Domain.Accounts;

namespace Dhmad.Domain.Tests.Escrows.Kit;

/// <summary>The people of the stories. All are users but the guest and the invitee.</summary>
internal static class The
{
    public const string Developer = "66d4a0c19b3c5e7a2f1d8c00";

    public static readonly DateTimeOffset Start = new(2026, 9, 1, 8, 30, 0, TimeSpan.Zero);

    public static readonly Person Buyer = new("66d4a2b79b3c5e7a2f1d8c77", "sami@example.tn", "سامي", "T.");
    public static readonly Person Seller = new("66d49f0e9b3c5e7a2f1d8b11", "amel@example.tn", "Amel", "B.");

    /// <summary>The developer's associated user, who gets developer fees.</summary>
    public static readonly Person Partner = new("66d49f0e9b3c5e7a2f1d8b99", "shop@example.tn", "Velo", "Souk");

    public static readonly Person Stranger = new("66d49f0e9b3c5e7a2f1d8bff", "nobody@example.tn", "No", "Body");

    /// <summary>The buyer's e-mail before it has a user.</summary>
    public static readonly Person Guest = new(null, "sami@example.tn");
}
