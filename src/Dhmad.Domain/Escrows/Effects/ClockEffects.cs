namespace Dhmad.Domain.Escrows.Effects;

/// <summary>Deadlines, as the row's column "clocks" says.</summary>
internal static class ClockEffects
{
    public static Escrow Change(ClockChange change, Question question, Escrow escrow) => change switch
    {
        ClockChange.Extend => Extend(question, escrow),
        ClockChange.Silence => StartSilence(question.Now, escrow),
        ClockChange.Clear or ClockChange.Stop => escrow with { CompletionDeadline = null, CompletionTimeLeft = null },
        ClockChange.Pause => Pause(question.Now, escrow),
        ClockChange.Resume => Resume(question.Now, escrow),
        ClockChange.Upload => StartUpload(question.Now, escrow),
        ClockChange.Review => StartReview(question.Now, escrow),

        // The expiry starts with the escrow itself, and waits by the condition of its own row.
        ClockChange.Keep or ClockChange.Expiry or ClockChange.Wait => escrow,
        _ => throw new ArgumentOutOfRangeException(nameof(change)),
    };

    private static Escrow Extend(Question question, Escrow escrow)
    {
        var retryUntil = question.Now.AddHours(question.Outside.Settings.Payments.DepositRetryHours);
        return retryUntil > escrow.ExpiresAt ? escrow with { ExpiresAt = retryUntil } : escrow;
    }

    private static Escrow StartSilence(DateTimeOffset now, Escrow escrow)
    {
        var time = TimeSpan.FromDays(escrow.Terms.CompletionDays);
        return escrow.CancellationPending
            ? escrow with { CompletionTimeLeft = time }
            : escrow with { CompletionDeadline = now + time };
    }

    private static Escrow Pause(DateTimeOffset now, Escrow escrow) => escrow.CompletionDeadline is { } deadline
        ? escrow with { CompletionDeadline = null, CompletionTimeLeft = deadline - now }
        : escrow;

    private static Escrow Resume(DateTimeOffset now, Escrow escrow) =>
        escrow.CompletionTimeLeft is { } left && !escrow.DisputeOpen
            ? escrow with { CompletionDeadline = now + left, CompletionTimeLeft = null }
            : escrow;

    private static Escrow StartUpload(DateTimeOffset now, Escrow escrow) => escrow.Proof is { } proof
        ? escrow with { Proof = proof with { UploadDeadline = now.AddHours(escrow.Terms.ProofPolicy!.UploadHours) } }
        : escrow;

    private static Escrow StartReview(DateTimeOffset now, Escrow escrow) => escrow with
    {
        Proof = escrow.Proof! with { ReviewDeadline = now.AddHours(escrow.Terms.ProofPolicy!.ReviewHours) },
    };
}
