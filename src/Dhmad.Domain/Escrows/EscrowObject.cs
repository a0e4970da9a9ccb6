using Dhmad.Domain.Ledger;

namespace Dhmad.Domain.Escrows;

/// <summary>The escrow object of the API, with its keys in the order of the specification.</summary>
internal static class EscrowObject
{
    private const int PreviewLength = 140;

    public static JsonText Write(JsonText json, Escrow escrow)
    {
        json.Object();
        WriteTerms(json, escrow);
        WriteParties(json, escrow);
        WriteDates(json, escrow);
        WriteBlocks(json, escrow);
        WriteSignatures(json, escrow.Contract);
        WriteProof(json, escrow);
        json.Member("sequence", escrow.Sequence);
        WriteNext(json, EscrowNext.Of(escrow));
        return json.End();
    }

    private static void WriteTerms(JsonText json, Escrow escrow)
    {
        var terms = escrow.Terms;
        json.Member("id", escrow.Id)
            .Member("_id", escrow.Id)
            .Member("title", terms.Title)
            .Member("description", terms.Description)
            .Amount(terms)
            .Member("currency", terms.Currency.Code)
            .Tnd("amountTnd", terms.AmountTnd)
            .Member("fxRateUsed", ExchangeRate.FromMicros(terms.FxRateMicros).TndPerUnit)
            .Tnd("escrowFee", terms.EscrowFeeTnd)
            .Tnd("developerFee", terms.DeveloperFeeTnd)
            .Member("developerFeePercentage", Fees.ToPercent(terms.DeveloperBasisPoints))
            .Tnd("sellerNetTnd", terms.SellerNetTnd)
            .Spelled("status", escrow.Status)
            .Spelled("mode", terms.Mode);
    }

    private static void WriteParties(JsonText json, Escrow escrow) => json
        .Person("seller", escrow.Seller)
        .Member("sellerEmail", escrow.Seller.Email)
        .Person("buyer", escrow.Buyer)
        .Member("buyerEmail", escrow.Buyer.Email)
        .Member("estimatedDeliveryDays", escrow.Terms.EstimatedDeliveryDays)
        .Member("language", escrow.Terms.Language);

    private static void WriteDates(JsonText json, Escrow escrow) => json
        .Member("expiresAt", escrow.ExpiresAt)
        .Member("paidAt", escrow.PaidAt)
        .Member("deliveredAt", escrow.DeliveredAt)
        .Member("completionDeadline", escrow.CompletionDeadline)
        .Member("completedAt", escrow.CompletedAt)
        .Member("cancelledAt", escrow.CancelledAt)
        .Member("createdAt", escrow.CreatedAt)
        .Member("updatedAt", escrow.UpdatedAt)
        .Member("createdViaThirdParty", true)
        .Member("createdByApplicationName", escrow.ApplicationName)
        .Member("paidWith", escrow.PaidWith);

    private static void WriteBlocks(JsonText json, Escrow escrow)
    {
        json.Array("deliveryRejections");
        foreach (var rejection in escrow.DeliveryRejections)
        {
            json.Object()
                .Member("rejectedAt", rejection.RejectedAt)
                .Member("reason", rejection.Reason)
                .Member("previousDeliveredAt", rejection.PreviousDeliveredAt)
                .End();
        }

        json.EndArray();
        WriteCancellation(json, escrow.CancellationRequest);
        WriteDispute(json, escrow);
        WriteDeposit(json, escrow.Deposit);
        if (escrow.Closure is { } closure)
            json.Object("closure").Spelled("by", closure.By).Spelled("reason", closure.Reason).End();
        else json.NullMember("closure");
    }

    private static void WriteCancellation(JsonText json, CancellationRequest? request)
    {
        if (request is null)
        {
            json.NullMember("cancellationRequest");
            return;
        }

        json.Object("cancellationRequest")
            .Who("requestedBy", request.RequestedBy)
            .Member("reason", request.Reason)
            .Spelled("status", request.Status)
            .Member("requestedAt", request.RequestedAt)
            .Member("decidedAt", request.DecidedAt)
            .Member("rejectionReason", request.RejectionReason)
            .End();
    }

    private static void WriteDispute(JsonText json, Escrow escrow)
    {
        if (escrow.Dispute is not { } dispute)
        {
            json.NullMember("disputeTicketId").NullMember("disputeTicket").NullMember("dispute");
            return;
        }

        json.Member("disputeTicketId", dispute.TicketId)
            .Object("disputeTicket")
            .Member("ticketNumber", dispute.TicketNumber)
            .Member("type", "dispute")
            .Member("subject", "Dispute: " + escrow.Terms.Title)
            .DisputeStatus(dispute)
            .Member("createdAt", dispute.OpenedAt)
            .Member("previewReason", PlainText.Start(dispute.Reason, PreviewLength))
            .End()
            .Object("dispute")
            .DisputeStatus(dispute)
            .Spelled("openedByRole", dispute.OpenedByRole)
            .Member("reason", dispute.Reason)
            .Member("openedAt", dispute.OpenedAt)
            .Resolution(dispute.Resolution)
            .End();
    }

    private static void WriteDeposit(JsonText json, Deposit? deposit)
    {
        if (deposit is null)
        {
            json.NullMember("deposit");
            return;
        }

        json.Object("deposit")
            .Member("id", deposit.Id)
            .Member("method", deposit.Method)
            .Spelled("status", deposit.Status)
            .Tnd("amountTnd", deposit.AmountTnd)
            .Member("submittedAt", deposit.SubmittedAt)
            .Member("decidedAt", deposit.DecidedAt)
            .Member("reason", deposit.Reason)
            .End();
    }

    private static void WriteSignatures(JsonText json, Contract? contract)
    {
        if (contract is null)
        {
            json.NullMember("signatures");
            return;
        }

        var (seller, buyer) = (contract.SellerSignature, contract.BuyerSignature);
        json.Object("signatures").Member("sellerSigned", seller is not null);
        if (seller is not null) json.Member("sellerSignedAt", seller.SignedAt);
        json.Member("buyerSigned", buyer is not null);
        if (buyer is not null) json.Member("buyerSignedAt", buyer.SignedAt);
        json.Member("isFullySigned", contract.IsFullySigned);
        if (contract.IsFullySigned) json.Member("signedAt", contract.SignedAt);
        json.End();
    }

    private static void WriteProof(JsonText json, Escrow escrow)
    {
        if (escrow.Terms.ProofPolicy is not { } policy) return;
        json.Object("fulfillmentPolicy")
            .Member("type", "purchase_proof_required")
            .Member("proofUploadDeadlineHours", policy.UploadHours)
            .Member("buyerReviewDeadlineHours", policy.ReviewHours)
            .Array("allowedProofTypes");
        foreach (var type in policy.AllowedProofTypes) json.Text(type);
        json.EndArray().End();

        if (escrow.Proof is not { } proof)
        {
            json.NullMember("proofInfo");
            return;
        }

        json.Object("proofInfo")
            .Spelled("phase", proof.Phase)
            .Member("uploadDeadline", proof.UploadDeadline)
            .Member("reviewDeadline", proof.ReviewDeadline)
            .Member("correctionRounds", proof.CorrectionRounds)
            .Member("submissionCount", proof.Submissions.Count)
            .End();
    }

    private static void WriteNext(JsonText json, EscrowNext next)
    {
        json.Object("next").Array("waitingOn");
        foreach (var actor in next.WaitingOn) json.Text(Spelling.Of(actor));
        json.EndArray().Array("actions");
        foreach (var (action, by, via) in next.Actions)
            json.Object().Spelled("action", action).Spelled("by", by).Spelled("via", via).End();
        json.EndArray();
        if (next.Deadline is var (at, then)) json.Object("deadline").Member("at", at).Spelled("then", then).End();
        else json.NullMember("deadline");
        json.End();
    }
}
