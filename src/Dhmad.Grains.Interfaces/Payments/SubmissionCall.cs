using Dhmad.Domain;
using Dhmad.Domain.Checkout;
using Dhmad.Domain.Payments;
using Dhmad.Grains.Checkout;

namespace Dhmad.Grains.Payments;

/// <summary>
/// The page's half of a submission: hands it to its session, and asks the rail between two grain calls. What comes back
/// is never <see cref="SubmissionResult.AskRail"/> or <see cref="SubmissionResult.VoidFirst"/>.
/// </summary>
public sealed class SubmissionCall(IGrainFactory grains, RailCall rails)
{
    /// <summary>How often an earlier card check is voided before the new try is told to wait.</summary>
    private const int MaxVoids = 2;

    /// <param name="sessionId">Whose page it was posted on.</param>
    /// <param name="submission">The form, checked for form.</param>
    /// <param name="challengeCode">The code typed in a card check; it reaches the rail only.</param>
    /// <param name="cancellationToken">Ends the wait for the rail, not the payment: that is looked up later.</param>
    public async Task<SubmissionAnswer> SubmitAsync(
        Guid sessionId, Submission submission, string? challengeCode, CancellationToken cancellationToken)
    {
        var session = grains.GetGrain<ICheckoutSessionGrain>(sessionId.ToString("D"));
        for (var voids = 0; ; voids++)
        {
            var answer = await session.Submit(submission);
            if (answer.Result == SubmissionResult.AskRail)
                return await AskAsync(session, answer, submission, challengeCode, cancellationToken);
            if (answer.Result != SubmissionResult.VoidFirst) return answer;

            var settled = await rails.VoidAsync(answer.Payment!, cancellationToken);
            if (settled.Payment.Status == PaymentStatus.Challenged || voids == MaxVoids)
                return answer with { Result = SubmissionResult.Refused, Refusal = UnderReview };
        }
    }

    private async Task<SubmissionAnswer> AskAsync(
        ICheckoutSessionGrain session,
        SubmissionAnswer asked,
        Submission submission,
        string? challengeCode,
        CancellationToken cancellationToken)
    {
        var payment = asked.Payment!;
        var settled = submission.AnswersChallenge
            ? await rails.ContinueAsync(payment, challengeCode ?? "", cancellationToken)
            : await rails.StartAsync(payment, cancellationToken);
        var result = settled switch
        {
            { Refusal: not null } => SubmissionResult.Refused,
            { Payment.Status: PaymentStatus.Succeeded } => SubmissionResult.Completed,
            { Payment.Status: PaymentStatus.Challenged } => SubmissionResult.Challenge,
            _ => SubmissionResult.BeingChecked,
        };
        var view = await session.Read() ?? asked.View;
        return new SubmissionAnswer(result, view, settled.Refusal, settled.Payment);
    }

    private static Refusal UnderReview =>
        new("PAYMENT_UNDER_REVIEW", "A payment of this escrow is being checked; try again when that has ended.");
}
