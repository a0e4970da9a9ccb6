namespace Dhmad.Domain.Tests.Escrows.Kit;

/// <summary>Every place an escrow can stand at: mode, status and phase, and the blocks beside them, with the way there.</summary>
internal static class Places
{
    private const string Corrected = "seller submits a proof, buyer asks for a better proof";
    private const string Unproven = $"buyer pays, {Corrected}, {Corrected}, {Corrected}";

    public static readonly IReadOnlyList<(string Mode, string Place, string Way)> All =
    [
        ("standard", "pending, unsigned", ""),
        ("standard", "pending, signed by the buyer", "buyer signs"),
        ("standard", "pending, signed by the seller", "seller signs"),
        ("standard", "pending, signed", "buyer signs, seller signs"),
        ("standard", "paid", "buyer signs, seller signs, buyer pays"),
        ("standard", "delivered", "buyer signs, seller signs, buyer pays, seller delivers"),
        ("standard", "completed", "buyer signs, seller signs, buyer pays, seller delivers, buyer completes"),
        ("standard", "cancelled", "developer cancels"),
        ("standard", "cancelled, expired", "clock +31d"),

        ("quick", "pending", ""),
        ("quick", "pending, deposit under review", "buyer sends a deposit"),
        ("quick", "pending, deposit rejected", "buyer sends a deposit, operator rejects the deposit"),
        ("quick", "paid", "buyer pays"),
        ("quick", "paid, cancellation pending", "buyer pays, buyer requests cancellation"),
        ("quick", "paid, cancellation rejected", "buyer pays, buyer requests cancellation, seller rejects the request"),
        ("quick", "paid, dispute open", "buyer pays, buyer disputes"),
        ("quick", "paid, both", "buyer pays, buyer requests cancellation, seller disputes"),
        ("quick", "delivered", "buyer pays, seller delivers"),
        ("quick", "delivered, cancellation pending", "buyer pays, seller delivers, buyer requests cancellation"),
        ("quick", "delivered, dispute open", "buyer pays, seller delivers, seller disputes"),
        ("quick", "delivered, both", "buyer pays, seller delivers, buyer requests cancellation, buyer disputes"),
        ("quick", "completed", "buyer pays, seller delivers, buyer completes"),
        ("quick", "completed after a dispute", "buyer pays, buyer disputes, operator releases"),
        ("quick", "cancelled", "developer cancels"),
        ("quick", "cancelled by the seller", "buyer pays, seller cancels"),

        ("proof", "pending", ""),
        ("proof", "paid, waiting", "buyer pays"),
        ("proof", "paid, waiting, dispute open", "buyer pays, seller disputes"),
        ("proof", "paid, submitted", "buyer pays, seller submits a proof"),
        ("proof", "paid, submitted, dispute open", "buyer pays, seller submits a proof, buyer disputes"),
        ("proof", "paid, correction requested", $"buyer pays, {Corrected}"),
        ("proof", "paid, submitted, rounds used up", $"{Unproven}, seller submits a proof"),
        ("proof", "paid, in review", $"{Unproven}, seller submits a proof, buyer asks for a better proof"),
        ("proof", "paid, in review, dispute open",
            $"{Unproven}, seller submits a proof, buyer asks for a better proof, buyer disputes"),
        ("proof", "paid, accepted", "buyer pays, seller submits a proof, buyer accepts the proof"),
        ("proof", "paid, accepted, dispute open", "buyer pays, seller submits a proof, buyer accepts the proof, buyer disputes"),
        ("proof", "paid, accepted by timeout", "buyer pays, seller submits a proof, clock +24h"),
        ("proof", "delivered", "buyer pays, seller submits a proof, buyer accepts the proof, seller delivers"),
        ("proof", "completed",
            "buyer pays, seller submits a proof, buyer accepts the proof, seller delivers, buyer completes"),
        ("proof", "cancelled, no proof", "buyer pays, clock +24h"),
        ("proof", "cancelled, proof rejected",
            $"{Unproven}, seller submits a proof, buyer asks for a better proof, operator rejects the proof"),

        ("instant", "pending", ""),
        ("instant", "paid", "buyer pays"),
        ("instant", "paid, cancellation pending", "buyer pays, buyer requests cancellation"),
        ("instant", "paid, dispute open", "buyer pays, buyer disputes"),
        ("instant", "completed", "buyer pays, seller delivers"),
        ("instant", "cancelled", "developer cancels"),
    ];

    public static Deal At(string mode, string way)
    {
        var deal = new Deal(mode switch
        {
            "standard" => Some.Standard(),
            "quick" => Some.Quick(),
            "proof" => Some.WithProof(),
            _ => Some.Instant(),
        });
        foreach (var step in way.Split(", ", StringSplitOptions.RemoveEmptyEntries)) Assert.Null(Story.Step(deal, step));
        return deal;
    }
}
