using System.Security.Cryptography;
using System.Text;
using Dhmad.Domain.Escrows;

namespace Dhmad.Storage.Ledger;

/// <summary>
/// <c>chains_match</c>: every stored hash is right and links to the one before, up to the escrow's last.
/// </summary>
internal sealed class ChainCheck : IDisposable
{
    private readonly Breaches breaches = new("chains_match");
    private readonly IncrementalHash digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long escrows;
    private long events;

    /// <param name="step">An escrow beside its next event.</param>
    /// <param name="before">The same escrow beside the event before; null at its first.</param>
    public void Look(EscrowStep step, EscrowStep? before)
    {
        if (step.Sequence is null) return;
        events++;
        var link = before?.Hash ?? HashChain.Start;
        if (!step.PreviousHash.AsSpan().SequenceEqual(link))
            breaches.Add($"event {step.Sequence} of escrow {step.EscrowId} does not name the hash before it");
        else if (!step.Hash.AsSpan().SequenceEqual(HashChain.Next(link, step.Body)))
            breaches.Add($"event {step.Sequence} of escrow {step.EscrowId} has another hash than its body");
    }

    /// <summary>That was all of this escrow.</summary>
    public void End(EscrowStep last)
    {
        escrows++;
        if (!last.LastHash.AsSpan().SequenceEqual(last.Hash ?? HashChain.Start))
            breaches.Add($"escrow {last.EscrowId} does not end with the hash of its last event");
        digest.AppendData(Encoding.UTF8.GetBytes(last.EscrowId));
        digest.AppendData(last.LastHash);
    }

    /// <summary>That was all.</summary>
    public (ProofCheck Check, ProofChain Chain) Finish() => (
        breaches.ToCheck(events),
        new ProofChain(escrows, events, Convert.ToHexStringLower(digest.GetHashAndReset())));

    public void Dispose() => digest.Dispose();
}
