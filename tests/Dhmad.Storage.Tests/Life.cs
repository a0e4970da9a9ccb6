using Dhmad.Domain;
using Dhmad.Domain.Accounts;
using Dhmad.Domain.Escrows;
using Dhmad.Domain.Ledger;

namespace Dhmad.Storage.Tests;

/// <summary>
/// One escrow's life as a sequence of commits that follow from each other, without the rules: the store must guard its
/// own invariants whatever decides. Amounts: 100.000 TND, platform fee 5.000, developer fee 2.000.
/// </summary>
public sealed class Life(IdSource ids, DateTimeOffset start)
{
    public const long Amount = 100_000;
    public const long EscrowFee = 5_000;
    public const long DeveloperFee = 2_000;
    public const long Net = Amount - EscrowFee - DeveloperFee;

    /// <summary>The state after the last commit made; the commit need not have been written.</summary>
    public Escrow Escrow { get; set; } = Unborn(ids.NewId(start), start, ids.NewHex(4));

    public DateTimeOffset Now { get; set; } = start;

    public EscrowCommit Create() => Commit(Escrow, "escrow.created");

    public EscrowCommit Pay(string? walletOf = null) => Commit(
        Escrow with { Status = EscrowStatus.Paid, PaidAt = Now, PaidWith = walletOf is null ? "sandbox_card" : "wallet" },
        "escrow.status.updated",
        Movement.Hold,
        new(walletOf is null ? new(AccountKind.RailClearing, "sandbox_card") : new(AccountKind.Available, walletOf), -Amount),
        new(new(AccountKind.Held, Escrow.Id), Amount));

    public EscrowCommit Deliver() => Commit(
        Escrow with { Status = EscrowStatus.Delivered, DeliveredAt = Now, CompletionDeadline = Now.AddDays(7) },
        "escrow.status.updated");

    public EscrowCommit Complete() => Commit(
        Escrow with { Status = EscrowStatus.Completed, CompletedAt = Now, CompletionDeadline = null },
        "escrow.status.updated",
        Movement.Release,
        new(new(AccountKind.Held, Escrow.Id), -Amount),
        new(Movements.Of(Escrow.Seller), Net),
        new(new(AccountKind.PlatformFees, ""), EscrowFee),
        new(new(AccountKind.Available, Escrow.DeveloperFeeUserId!), DeveloperFee));

    public EscrowCommit Refund() => Commit(
        Escrow with { Status = EscrowStatus.Cancelled, CancelledAt = Now, CompletionDeadline = null },
        "escrow.status.updated",
        Movement.Refund,
        new(new(AccountKind.Held, Escrow.Id), -Amount),
        new(Movements.Of(Escrow.Buyer), Amount));

    /// <summary>An operator shares the money of a dispute: 40.000 TND of it are the seller's, before fees.</summary>
    public EscrowCommit Split()
    {
        var share = SplitShare.Of(Escrow.Terms, sellerGrossTnd: 40);
        var resolution = new DisputeResolution(
            Choice.Split, ActorKind.Operator, share.SellerGrossTnd, share.RefundTnd, share.EscrowFeeTnd, share.DeveloperFeeTnd, null, Now);
        var split = Escrow with
        {
            Status = EscrowStatus.Completed,
            CompletedAt = Now,
            CompletionDeadline = null,
            Dispute = new Dispute(ids.NewId(Now), 1, ActorKind.Buyer, Escrow.Buyer, "broken frame", Now, resolution),
            Closure = new Closure(ActorKind.Operator, ClosureReason.DisputeSplit),
        };
        return Commit(split, "escrow.status.updated", Movement.Split, [.. Movements.Split(split, share)]);
    }

    public EscrowCommit Cancel() =>
        Commit(Escrow with { Status = EscrowStatus.Cancelled, CancelledAt = Now }, "escrow.status.updated");

    /// <summary>Any change with one event, and the money it moves.</summary>
    public EscrowCommit Commit(Escrow after, string type, Movement? movement = null, params LedgerEntry[] entries)
    {
        var before = Escrow;
        var id = ids.NewUuid();
        var sequence = before.Sequence + 1;
        var body = Body(id, type, sequence, before, after);
        var happened = new EscrowEvent(
            id, before.Id, sequence, type, Now, body, before.LastHash, HashChain.Next(before.LastHash, body),
            before.DeveloperId, before.Buyer.Id, before.Seller.Id);
        Escrow = after with
        {
            Version = before.Version + 1,
            Sequence = sequence,
            LastHash = happened.Hash,
            UpdatedAt = Now,
        };
        return new EscrowCommit
        {
            Escrow = Escrow,
            Events = [happened],
            Ledger = movement is null ? null : new LedgerTransaction(
                ids.NewId(Now), movement.Value, Now, entries, before.Id, sequence),
            At = Now,
            RealTime = Now,
        };
    }

    /// <summary>A commit without events: only the version goes on.</summary>
    public EscrowCommit Touch()
    {
        Escrow = Escrow with { Version = Escrow.Version + 1 };
        return new EscrowCommit { Escrow = Escrow, At = Now, RealTime = Now };
    }

    private byte[] Body(Guid id, string type, long sequence, Escrow before, Escrow after)
    {
        var body = new JsonText().Object()
            .Member("id", id.ToString()).Member("type", type).Member("timestamp", Now)
            .Object("data").Object("escrow")
            .Member("id", after.Id).Member("title", after.Terms.Title).Member("status", Spelling.Of(after.Status));
        if (before.Sequence > 0 && before.Status != after.Status) body.Member("oldStatus", Spelling.Of(before.Status));
        Show(body, "seller", after.Seller);
        Show(body, "buyer", after.Buyer);
        return body.Member("sequence", sequence).End().End().End().ToBytes();
    }

    private static void Show(JsonText body, string name, Person person)
    {
        if (person.Id is null) body.NullMember(name);
        else body.Object(name).Member("_id", person.Id).Member("email", person.Email).End();
    }

    private static Escrow Unborn(string id, DateTimeOffset now, string tag) => new()
    {
        Id = id,
        Version = 0,
        Sequence = 0,
        LastHash = HashChain.Start,
        Status = EscrowStatus.Pending,
        Terms = new EscrowTerms
        {
            Title = "Cargo bike",
            Mode = EscrowMode.Quick,
            Currency = Currency.Tnd,
            AmountMinor = Amount,
            FxRateMicros = 1_000_000,
            AmountTnd = Amount,
            EscrowFeeTnd = EscrowFee,
            DeveloperFeeTnd = DeveloperFee,
            PlatformBasisPoints = 500,
            DeveloperBasisPoints = 200,
            EstimatedDeliveryDays = 4,
            Language = "fr",
            CompletionDays = 7,
            ProofCorrectionRounds = 3,
        },
        Buyer = new Person($"buyer-{tag}", $"buyer-{tag}@example.tn", "Sami", "T."),
        Seller = new Person($"seller-{tag}", $"seller-{tag}@example.tn", "Amel", "B."),
        DeveloperId = $"developer-{tag}",
        ApplicationName = "Velo Souk",
        DeveloperFeeUserId = $"fees-{tag}",
        CreatedAt = now,
        UpdatedAt = now,
        ExpiresAt = now.AddDays(31),
    };
}
