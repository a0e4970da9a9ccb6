using System.Security.Cryptography;
using System.Text;
using Dhmad.Domain.Escrows;

namespace Dhmad.Storage.Ledger;

/// <summary>
/// <c>chains_match</c>: every stored hash is right and links to the one before, up to the escrow's last.
/// </summary>
internal sealed class ChainCheck : IDisposable
{
    // The two sides are merged in id order, so each escrow's events stand together and nothing is kept.
    internal const string EventsInOrder =
        """
        SELECT e.id AS EscrowId, e.last_hash AS LastHash, v.sequence AS Sequence, v.body AS Body,
            v.previous_hash AS PreviousHash, v.hash AS Hash
        FROM escrows e LEFT JOIN escrow_events v ON v.escrow_number = e.number
        ORDER BY e.id, v.sequence
        """;

    private readonly Breaches breaches = new("chains_match");
    private readonly IncrementalHash digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private Row? previous;
    private long escrows;
    private long events;

    public async Task<(ProofCheck Check, ProofChain Chain)> RunAsync(Work work)
    {
        await foreach (var row in work.StreamAsync<Row>(EventsInOrder))
        {
            if (row.EscrowId != previous?.EscrowId) EndEscrow();
            if (row.Sequence is not null) Look(row, row.EscrowId == previous?.EscrowId ? previous : null);
            previous = row;
        }

        EndEscrow();
        var digest = Convert.ToHexStringLower(this.digest.GetHashAndReset());
        return (breaches.ToCheck(events), new ProofChain(escrows, events, digest));
    }

    public void Dispose() => digest.Dispose();

    private void Look(Row row, Row? before)
    {
        events++;
        var link = before?.Hash ?? HashChain.Start;
        if (!row.PreviousHash.AsSpan().SequenceEqual(link))
            breaches.Add($"event {row.Sequence} of escrow {row.EscrowId} does not name the hash before it");
        else if (!row.Hash.AsSpan().SequenceEqual(HashChain.Next(link, row.Body)))
            breaches.Add($"event {row.Sequence} of escrow {row.EscrowId} has another hash than its body");
    }

    private void EndEscrow()
    {
        if (previous is not { } last) return;
        escrows++;
        if (!last.LastHash.AsSpan().SequenceEqual(last.Hash ?? HashChain.Start))
            breaches.Add($"escrow {last.EscrowId} does not end with the hash of its last event");
        digest.AppendData(Encoding.UTF8.GetBytes(last.EscrowId));
        digest.AppendData(last.LastHash);
    }

    private sealed class Row
    {
        public string EscrowId { get; init; } = "";

        public byte[] LastHash { get; init; } = [];

        public long? Sequence { get; init; }

        public byte[]? Body { get; init; }

        public byte[]? PreviousHash { get; init; }

        public byte[]? Hash { get; init; }
    }
}
