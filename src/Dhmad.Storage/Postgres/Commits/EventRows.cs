using Dhmad.Domain.Escrows;
using Dhmad.Storage.Escrows;

namespace Dhmad.Storage.Postgres.Commits;

/// <summary>Events, each with its row in the outbox, where it stays until it is dispatched.</summary>
internal sealed class EventRows : CommitPart
{
    private const string Names =
        "escrow_number, sequence, id, type, at, recorded_at, body, previous_hash, hash, developer_id, buyer_id, "
        + "seller_id, traceparent";

    private static readonly string Insert =
        $"""
        WITH event AS (
            INSERT INTO escrow_events ({Names}) SELECT * FROM {BatchStatement.Unnest(Names)} AS u
            RETURNING recorded_at, escrow_number, sequence)
        INSERT INTO outbox (recorded_at, escrow_number, sequence) SELECT recorded_at, escrow_number, sequence FROM event
        """;

    private readonly BatchStatement insert = new(Insert);
    private readonly List<long?> escrowNumbers;
    private readonly List<long?> sequences;
    private readonly List<string?> ids;
    private readonly List<string?> types;
    private readonly List<long?> at;
    private readonly List<long?> recordedAt;
    private readonly List<byte[]?> bodies;
    private readonly List<byte[]?> previousHashes;
    private readonly List<byte[]?> hashes;
    private readonly List<string?> developerIds;
    private readonly List<string?> buyerIds;
    private readonly List<string?> sellerIds;
    private readonly List<string?> traceparents;

    public EventRows()
    {
        escrowNumbers = insert.Numbers();
        sequences = insert.Numbers();
        ids = insert.Texts();
        types = insert.Texts();
        at = insert.Numbers();
        recordedAt = insert.Numbers();
        bodies = insert.Blobs();
        previousHashes = insert.Blobs();
        hashes = insert.Blobs();
        developerIds = insert.Texts();
        buyerIds = insert.Texts();
        sellerIds = insert.Texts();
        traceparents = insert.Texts();
    }

    public override IEnumerable<BatchStatement> Writes => [insert];

    public override void Add(PreparedCommit prepared, long escrowNumber)
    {
        var (commit, traceparent) = (prepared.Commit, prepared.Span?.Id);
        foreach (var happened in commit.Events) Add(happened, escrowNumber, commit.RealTime, traceparent);
    }

    private void Add(EscrowEvent happened, long escrowNumber, DateTimeOffset realTime, string? traceparent)
    {
        escrowNumbers.Add(escrowNumber);
        sequences.Add(happened.Sequence);
        ids.Add(happened.Id.ToString());
        types.Add(happened.Type);
        at.Add(happened.At.ToUnixTimeMilliseconds());
        recordedAt.Add(realTime.ToUnixTimeMilliseconds());
        bodies.Add(happened.Body);
        previousHashes.Add(happened.PreviousHash);
        hashes.Add(happened.Hash);
        developerIds.Add(happened.DeveloperId);
        buyerIds.Add(happened.BuyerId);
        sellerIds.Add(happened.SellerId);
        traceparents.Add(traceparent);
        insert.Rows++;
    }
}
