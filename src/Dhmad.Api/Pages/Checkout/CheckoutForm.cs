using Dhmad.Api.Pages.Shell;
using Dhmad.Domain.Checkout;
using Dhmad.Domain.Escrows;

namespace Dhmad.Api.Pages.Checkout;

/// <summary>A posted checkout form, read and judged for its form.</summary>
/// <param name="SubmissionId">Empty when it was missing or malformed, which is also an error.</param>
/// <param name="State">What to show again when something is wrong.</param>
/// <param name="ChallengeCode">The answer to a card check; then nothing else is asked.</param>
public sealed record CheckoutForm(
    Guid SubmissionId,
    FormState State,
    ActionInput Input,
    PaymentChoice? Payment = null,
    string? ChallengeCode = null);
