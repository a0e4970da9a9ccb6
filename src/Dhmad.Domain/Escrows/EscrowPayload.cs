using Dhmad.Domain.Accounts;
using Dhmad.Domain.Ledger;

namespace Dhmad.Domain.Escrows;

/// <summary>
/// The body of one event: fixed when it happens, byte for byte what is stored, hashed, signed and sent. It shows the
/// state after the whole commit, with the event's own sequence.
/// </summary>
internal sealed class EscrowPayload(string type, Escrow? before, Escrow after, Person? actor, DecisionContext context)
{
    private const int UsualBytes = 1024;

    private readonly JsonText json = new(UsualBytes);

    public byte[] Body(Guid eventId, long sequence)
    {
        json.Object()
            .Member("id", eventId.ToString())
            .Member("type", type)
            .Member("timestamp", context.Now)
            .Object("data");
        WriteContent(sequence);
        return json.End().End().ToBytes();
    }

    private void WriteContent(long sequence)
    {
        switch (type)
        {
            case EventTypes.StatusUpdated or EventTypes.Created:
                WriteEscrow(sequence);
                break;
            case EventTypes.Updated:
                WriteUpdate(sequence);
                break;
            case EventTypes.ContractSigned:
                WriteSignature();
                WriteEscrow(sequence);
                break;
            case EventTypes.PartyLinked:
                WriteEscrow(sequence);
                WriteLink();
                break;
            case EventTypes.DeliveryRejected:
                WriteEscrow(sequence);
                WriteDeliveryRejection();
                break;
            case EventTypes.CancellationRequested or EventTypes.CancellationRejected or EventTypes.CancellationAccepted:
                WriteEscrow(sequence);
                WriteCancellation(after.CancellationRequest!);
                break;
            case EventTypes.DepositSubmitted or EventTypes.DepositRejected:
                WriteEscrow(sequence);
                WriteDeposit(after.Deposit!);
                break;
            case EventTypes.DisputeOpened or EventTypes.DisputeResolved:
                WriteEscrow(sequence);
                WriteDispute(after.Dispute!);
                break;
            default:
                WriteProof(sequence);
                break;
        }
    }

    /// <summary>E of the specification, with the additions of the two events that say what the status was.</summary>
    private void WriteEscrow(long sequence)
    {
        var terms = after.Terms;
        json.Object("escrow").Member("id", after.Id).Member("title", terms.Title).Amount(terms);
        if (type == EventTypes.DeliveryRejected)
            json.Member("currency", terms.Currency.Code).Tnd("amountTnd", terms.AmountTnd);
        json.Tnd("escrowFee", terms.EscrowFeeTnd).Spelled("status", after.Status);
        if (type is EventTypes.StatusUpdated or EventTypes.DeliveryRejected) json.Spelled("oldStatus", before!.Status);
        json.Person("seller", after.Seller)
            .Person("buyer", after.Buyer)
            .Member("estimatedDeliveryDays", terms.EstimatedDeliveryDays)
            .Member("createdAt", after.CreatedAt)
            .Member("updatedAt", after.UpdatedAt)
            .Member("sequence", sequence)
            .End();
    }

    private void WriteUpdate(long sequence)
    {
        var (old, now) = (before!.Terms, after.Terms);
        var isNewText = old.ContractTerms != now.ContractTerms;
        json.Array("updatedFields");
        if (old.Title != now.Title) json.Text("title");
        if (old.AmountMinor != now.AmountMinor) json.Text("amount");
        if (old.Description != now.Description) json.Text("description");
        if (old.EstimatedDeliveryDays != now.EstimatedDeliveryDays) json.Text("estimatedDeliveryDays");
        if (isNewText) json.Text("contractTerms");
        json.EndArray();
        WriteEscrow(sequence);
        if (!isNewText) return;
        json.Object("contract")
            .Member("id", after.Contract!.Id)
            .Member("terms", now.ContractTerms)
            .Member("language", now.Language)
            .End();
    }

    private void WriteSignature()
    {
        var contract = after.Contract!;
        var byBuyer = contract.BuyerSignature != before?.Contract?.BuyerSignature;
        var given = byBuyer ? contract.BuyerSignature! : contract.SellerSignature!;
        json.Object("contract")
            .Member("id", contract.Id)
            .Member("escrowId", after.Id)
            .Member("signedBy", byBuyer ? "buyer" : "seller");
        WriteSigned("sellerSignature", contract.SellerSignature);
        WriteSigned("buyerSignature", contract.BuyerSignature);
        json.Member("isFullySigned", contract.IsFullySigned).Member("signedAt", given.SignedAt).End();
    }

    private void WriteSigned(string name, Signature? signature)
    {
        if (signature is null) json.NullMember(name);
        else json.Object(name).Member("signedAt", signature.SignedAt).End();
    }

    private void WriteLink()
    {
        var isBuyer = before!.Buyer.Id != after.Buyer.Id;
        json.Member("role", isBuyer ? "buyer" : "seller").Person("user", isBuyer ? after.Buyer : after.Seller);
    }

    private void WriteDeliveryRejection()
    {
        var rejection = after.DeliveryRejections[^1];
        json.Object("deliveryRejection");
        if (rejection.Reason is not null) json.Member("reason", rejection.Reason);
        json.Member("rejectedAt", rejection.RejectedAt)
            .Member("previousDeliveredAt", rejection.PreviousDeliveredAt)
            .Member("rejectedBy", actor!.Id)
            .End();
    }

    private void WriteCancellation(CancellationRequest request)
    {
        json.Object("cancellationRequest")
            .Who("requestedBy", request.RequestedBy)
            .Member("reason", request.Reason)
            .Spelled("status", request.Status)
            .Member("requestedAt", request.RequestedAt);
        if (type == EventTypes.CancellationRejected) json.Who("rejectedBy", actor!);
        if (type == EventTypes.CancellationAccepted) json.Who("acceptedBy", actor!);
        json.End();
    }

    private void WriteDeposit(Deposit deposit)
    {
        json.Object("depositProof").Member("id", deposit.Id).Member("buyerEmail", after.Buyer.Email);
        if (type == EventTypes.DepositRejected) json.Member("reason", deposit.Reason);
        json.Tnd("amount", deposit.AmountTnd).Member("method", deposit.Method).End();
    }

    private void WriteDispute(Dispute dispute)
    {
        json.Object("dispute")
            .Member("ticketId", dispute.TicketId)
            .Member("ticketNumber", dispute.TicketNumber)
            .Spelled("openedByRole", dispute.OpenedByRole)
            .Who("openedBy", dispute.OpenedBy)
            .Member("reason", dispute.Reason)
            .DisputeStatus(dispute)
            .Member("openedAt", dispute.OpenedAt);
        if (type == EventTypes.DisputeResolved) json.Resolution(dispute.Resolution);
        json.End();
    }

    private void WriteProof(long sequence)
    {
        json.Object("escrow")
            .Member("id", after.Id)
            .Member("title", after.Terms.Title)
            .Spelled("status", after.Status)
            .Spelled("mode", after.Terms.Mode)
            .Member("sequence", sequence)
            .End();
        ProofJson.Write(json, after, context);
    }
}
