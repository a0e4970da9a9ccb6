using Dhmad.Domain.Escrows;

namespace Dhmad.Storage.Sqlite.Commits;

/// <summary>Events, each with its row in the outbox, where it stays until it is dispatched.</summary>
internal sealed class EventWriter(SqliteWriter writer) : IDisposable
{
    private readonly Statement insert = writer.Prepare(
        """
        INSERT INTO escrow_events (escrow_number, sequence, id, type, at, recorded_at, body, previous_hash, hash,
            developer_id, buyer_id, seller_id, traceparent)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """);

    private readonly Statement wait = writer.Prepare(
        "INSERT INTO outbox (recorded_at, escrow_number, sequence) VALUES (?, ?, ?)");

    public void Write(EscrowEvent happened, long escrowNumber, DateTimeOffset realTime, string? traceparent)
    {
        Insert(happened, escrowNumber, realTime, traceparent);
        wait.Time(realTime).Number(escrowNumber).Number(happened.Sequence).Execute();
    }

    public void Dispose()
    {
        insert.Dispose();
        wait.Dispose();
    }

    private void Insert(
        EscrowEvent happened, long escrowNumber, DateTimeOffset realTime, string? traceparent) => insert
        .Number(escrowNumber)
        .Number(happened.Sequence)
        .Text(happened.Id)
        .Text(happened.Type)
        .Time(happened.At)
        .Time(realTime)
        .Blob(happened.Body)
        .Blob(happened.PreviousHash)
        .Blob(happened.Hash)
        .Text(happened.DeveloperId)
        .Text(happened.BuyerId)
        .Text(happened.SellerId)
        .Text(traceparent)
        .Execute();
}
