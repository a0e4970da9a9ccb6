using Dhmad.Domain.Accounts;

namespace Dhmad.Domain.Escrows;

/// <summary>
/// The events of one commit: numbered on from the last one, each linked to the one before by its hash.
/// </summary>
internal static class EscrowEvents
{
    /// <summary>
    /// The events a row raises between two states, and the state after them with its sequence, hash, version and time.
    /// </summary>
    public static (Escrow After, EscrowEvent[] Events) Raise(
        EscrowRow row, Escrow? before, Escrow changed, Person? actor, DecisionContext context)
    {
        var types = TypesOf(row, before, changed);
        var sequence = before?.Sequence ?? 0;
        var after = changed with
        {
            Version = (before?.Version ?? 0) + 1,
            Sequence = sequence + types.Count,
            UpdatedAt = context.Now,
        };

        var events = new EscrowEvent[types.Count];
        var hash = after.LastHash;
        for (var i = 0; i < events.Length; i++)
        {
            events[i] = Event(types[i], ++sequence, hash, before, after, actor, context);
            hash = events[i].Hash;
        }

        return (after with { LastHash = hash }, events);
    }

    /// <summary>A row names what may happen; raised is what did.</summary>
    private static List<string> TypesOf(EscrowRow row, Escrow? before, Escrow after)
    {
        var types = new List<string>(row.Events.Count);
        foreach (var type in row.Events)
        {
            if (DidHappen(type, before, after)) types.Add(type);
        }

        return types;
    }

    private static bool DidHappen(string type, Escrow? before, Escrow after) => type switch
    {
        EventTypes.ContractSigned => SignaturesOf(after) > SignaturesOf(before),
        EventTypes.ProofRequired => after.Proof is not null,
        EventTypes.DepositRejected => before!.DepositUnderReview && !after.DepositUnderReview,
        EventTypes.DisputeResolved => before!.DisputeOpen && !after.DisputeOpen,
        _ => true,
    };

    private static int SignaturesOf(Escrow? escrow) =>
        (escrow?.Contract?.SellerSignature is null ? 0 : 1) + (escrow?.Contract?.BuyerSignature is null ? 0 : 1);

    private static EscrowEvent Event(
        string type,
        long sequence,
        byte[] previousHash,
        Escrow? before,
        Escrow after,
        Person? actor,
        DecisionContext context)
    {
        var id = context.Ids.NewUuid();
        var body = new EscrowPayload(type, before, after, actor, context).Body(id, sequence);
        return new EscrowEvent(
            id,
            after.Id,
            sequence,
            type,
            context.Now,
            body,
            previousHash,
            HashChain.Next(previousHash, body),
            after.DeveloperId,
            after.Buyer.Id,
            after.Seller.Id);
    }
}
