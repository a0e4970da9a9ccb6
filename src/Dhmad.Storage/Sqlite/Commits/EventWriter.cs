using Dhmad.Domain.Escrows;

namespace Dhmad.Storage.Sqlite.Commits;

/// <summary>Events, which are the outbox until they are dispatched.</summary>
internal sealed class EventWriter(SqliteWriter writer) : IDisposable
{
    private readonly Statement insert = writer.Prepare(
        """
        INSERT INTO escrow_events (escrow_id, sequence, id, type, at, recorded_at, body, previous_hash, hash,
            developer_id, buyer_id, seller_id)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """);

    public void Write(EscrowEvent happened, DateTimeOffset realTime) => insert
        .Text(happened.EscrowId)
        .Number(happened.Sequence)
        .Text(happened.Id.ToString())
        .Text(happened.Type)
        .Time(happened.At)
        .Time(realTime)
        .Blob(happened.Body)
        .Blob(happened.PreviousHash)
        .Blob(happened.Hash)
        .Text(happened.DeveloperId)
        .Text(happened.BuyerId)
        .Text(happened.SellerId)
        .Execute();

    public void Dispose() => insert.Dispose();
}
