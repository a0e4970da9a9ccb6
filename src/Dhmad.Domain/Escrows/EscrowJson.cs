using Dhmad.Domain.Ledger;

namespace Dhmad.Domain.Escrows;

/// <summary>How an escrow is shown over the API: every body that holds one.</summary>
public static class EscrowJson
{
    private const int UsualBytes = 2048;

    /// <summary>The 201 body of a creation.</summary>
    public static byte[] Created(Escrow escrow, string message, string publicUrl)
    {
        var json = new JsonText(UsualBytes).Object().Member("message", message);
        WriteCreated(json, escrow);
        WriteCreatedContract(json, escrow.Contract);
        return json.Member("url", Url(escrow.Id, publicUrl)).Member("trackingId", escrow.Id).End().ToBytes();
    }

    /// <summary>The body of PUT, deliver, reject-delivery and cancel.</summary>
    public static byte[] WithMessage(Escrow escrow, string message)
    {
        var json = new JsonText(UsualBytes).Object().Member("message", message).Name("escrow");
        return EscrowObject.Write(json, escrow).End().ToBytes();
    }

    /// <summary>The body of <c>GET /api/v1/escrows/{id}</c>.</summary>
    public static byte[] Read(Escrow escrow) =>
        EscrowObject.Write(new JsonText(UsualBytes).Object().Name("escrow"), escrow).End().ToBytes();

    /// <summary>One item of the list.</summary>
    public static JsonText WriteItem(JsonText json, Escrow escrow)
    {
        var terms = escrow.Terms;
        return json.Object()
            .Member("id", escrow.Id)
            .Member("title", terms.Title)
            .Amount(terms)
            .Member("currency", terms.Currency.Code)
            .Tnd("amountTnd", terms.AmountTnd)
            .Tnd("escrowFee", terms.EscrowFeeTnd)
            .Spelled("status", escrow.Status)
            .Spelled("mode", terms.Mode)
            .Person("seller", escrow.Seller)
            .Member("sellerEmail", escrow.Seller.Email)
            .Person("buyer", escrow.Buyer)
            .Member("buyerEmail", escrow.Buyer.Email)
            .Member("estimatedDeliveryDays", terms.EstimatedDeliveryDays)
            .Member("paidAt", escrow.PaidAt)
            .Member("deliveredAt", escrow.DeliveredAt)
            .Member("completedAt", escrow.CompletedAt)
            .Member("cancelledAt", escrow.CancelledAt)
            .Member("createdAt", escrow.CreatedAt)
            .Member("updatedAt", escrow.UpdatedAt)
            .Member("sequence", escrow.Sequence)
            .End();
    }

    /// <summary>Where a signed-in party finds it.</summary>
    public static string Url(string escrowId, string publicUrl) => $"{publicUrl}/dashboard/escrow/{escrowId}";

    private static void WriteCreated(JsonText json, Escrow escrow)
    {
        var terms = escrow.Terms;
        json.Object("escrow")
            .Member("id", escrow.Id)
            .Member("title", terms.Title)
            .Amount(terms)
            .Member("currency", terms.Currency.Code)
            .Tnd("amountTnd", terms.AmountTnd)
            .Tnd("escrowFee", terms.EscrowFeeTnd)
            .Tnd("developerFee", terms.DeveloperFeeTnd)
            .Member("developerFeePercentage", Fees.ToPercent(terms.DeveloperBasisPoints))
            .Spelled("status", escrow.Status)
            .Spelled("mode", terms.Mode)
            .Member("seller", escrow.Seller.Id)
            .Member("sellerEmail", escrow.Seller.Email)
            .Member("buyer", escrow.Buyer.Id)
            .Member("buyerEmail", escrow.Buyer.Email)
            .Member("estimatedDeliveryDays", terms.EstimatedDeliveryDays)
            .Member("createdAt", escrow.CreatedAt)
            .Member("expiresAt", escrow.ExpiresAt)
            .Member("fxRateUsed", ExchangeRate.FromMicros(terms.FxRateMicros).TndPerUnit)
            .Member("sequence", escrow.Sequence)
            .End();
    }

    private static void WriteCreatedContract(JsonText json, Contract? contract)
    {
        if (contract is null)
        {
            json.NullMember("contract");
            return;
        }

        json.Object("contract")
            .Member("id", contract.Id)
            .NullMember("pdfUrl")
            .Member("sellerSigned", contract.SellerSignature is not null)
            .Member("buyerSigned", contract.BuyerSignature is not null)
            .Member("isFullySigned", contract.IsFullySigned)
            .End();
    }
}
