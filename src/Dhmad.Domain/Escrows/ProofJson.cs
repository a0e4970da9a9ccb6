namespace Dhmad.Domain.Escrows;

/// <summary>How a purchase proof is shown in events.</summary>
internal static class ProofJson
{
    /// <summary>How long a link to a file in an event can be followed, in real time.</summary>
    private static readonly TimeSpan LinkLifetime = TimeSpan.FromDays(7);

    public static JsonText Write(JsonText json, Escrow escrow, DecisionContext context)
    {
        var proof = escrow.Proof!;
        json.Object("proof")
            .Spelled("phase", proof.Phase)
            .Member("correctionRounds", proof.CorrectionRounds)
            .Member("uploadDeadline", proof.UploadDeadline)
            .Member("reviewDeadline", proof.ReviewDeadline)
            .Array("submissions");
        foreach (var submission in proof.Submissions) WriteSubmission(json, submission, context);
        json.EndArray().Name("latestSubmission");
        if (proof.Submissions.Count == 0) json.Null();
        else WriteSubmission(json, proof.Submissions[^1], context);
        WriteSteps(json.Array("checkoutActions"), escrow);
        return json.EndArray().End();
    }

    private static void WriteSubmission(JsonText json, ProofSubmission submission, DecisionContext context)
    {
        json.Object().Member("submittedAt", submission.SubmittedAt);
        if (submission.Note is not null) json.Member("note", submission.Note);
        json.Array("attachments");
        foreach (var file in submission.Attachments)
        {
            json.Object()
                .Member("mimeType", file.MimeType)
                .Member("viewUrl", context.FileLink(file.FileId, context.RealTime + LinkLifetime))
                .End();
        }

        json.EndArray().End();
    }

    /// <summary>The one hosted step of the proof that is possible now, or nothing.</summary>
    private static void WriteSteps(JsonText json, Escrow escrow)
    {
        if (EscrowNext.Allows(escrow, EscrowAction.SubmitProof, ActorKind.Seller))
            WriteStep(json, EscrowAction.SubmitProof, escrow.Seller.Email, "The seller uploads a purchase proof.");
        if (EscrowNext.Allows(escrow, EscrowAction.ReviewProof, ActorKind.Buyer))
            WriteStep(
                json, EscrowAction.ReviewProof, escrow.Buyer.Email, "The buyer accepts it or asks for a better one.");
    }

    private static void WriteStep(JsonText json, EscrowAction action, string email, string description) => json.Object()
        .Spelled("action", action)
        .Member("targetUserEmail", email)
        .Member("description", description)
        .End();
}
