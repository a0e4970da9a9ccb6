using System.Diagnostics;
using Dhmad.Domain.Escrows;

namespace Dhmad.Storage.Escrows;

/// <summary>
/// A commit that agrees with itself, with its state as bytes: all that can be done before a transaction.
/// </summary>
internal sealed class PreparedCommit
{
    private const int RowBytes = 512;

    /// <exception cref="InvariantBrokenException">The commit contradicts itself.</exception>
    public PreparedCommit(EscrowCommit commit)
    {
        CommitChecks.Judge(commit);
        if (commit.Idempotency is { } record) IdempotencyStore.JudgeSealed(record);
        Commit = commit;
        Span = CommitTelemetry.Span;
        State = EscrowState.Write(commit.Escrow);
        DeadlineAt = DeadlineOf(commit.Escrow);
        Bytes = RowBytes + State.Length + commit.Events.Sum(happened => happened.Body.Length + RowBytes)
            + (commit.Idempotency?.Body.Length ?? 0);
    }

    public EscrowCommit Commit { get; }

    /// <summary>The recorded span it is made in; null while nobody listens.</summary>
    public Activity? Span { get; }

    public byte[] State { get; }

    /// <summary>What the row says as deadline.</summary>
    public long? DeadlineAt { get; }

    /// <summary>Roughly what it adds to a transaction.</summary>
    public int Bytes { get; }

    /// <summary>When the earliest running clock is due, in unix milliseconds: the column the sweep looks at.</summary>
    public static long? DeadlineOf(Escrow escrow) => EscrowClock.Next(escrow)?.At.ToUnixTimeMilliseconds();
}
