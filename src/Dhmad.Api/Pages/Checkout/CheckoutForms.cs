using Dhmad.Api.Http;
using Dhmad.Domain;
using Dhmad.Domain.Escrows;

namespace Dhmad.Api.Pages.Checkout;

/// <summary>Which fields each action asks for; all that is wrong with them is told at once.</summary>
public sealed class CheckoutForms(TimeProvider time)
{
    private const int MinDispute = 10;
    private const int MaxDispute = 2000;
    private const int MaxReason = 1000;
    private const int MaxBrowserLength = 300;

    public CheckoutForm Read(EscrowAction action, PageRequest page)
    {
        var fields = new FormReading(page.Form);
        var id = fields.SubmissionId();
        if (action == EscrowAction.AcceptPay && page.Form.Has("challengeCode"))
        {
            var code = fields.ChallengeCode();
            return new CheckoutForm(id, fields.State(), new ActionInput(), ChallengeCode: code);
        }

        var seen = fields.Seen(isNeeded: action is EscrowAction.SignContract or EscrowAction.AcceptPay);
        var payment = action == EscrowAction.AcceptPay ? fields.Payment(time.GetUtcNow()) : null;
        var input = Input(action, fields, page.Http) with { Seen = seen };
        return new CheckoutForm(id, fields.State(), input, payment);
    }

    private static ActionInput Input(EscrowAction action, FormReading fields, HttpContext http)
    {
        switch (action)
        {
            case EscrowAction.SignContract:
                var signature = new ActionInput
                {
                    FullName = fields.FullName(),
                    SignatureImage = fields.SignatureImage(),
                    Address = ClientAddress.Of(http),
                    Browser = BrowserOf(http),
                };
                fields.Ticked("agree");
                return signature;
            case EscrowAction.Dispute:
                return new ActionInput { Reason = fields.Reason(MinDispute, MaxDispute) };
            case EscrowAction.RequestCancellation:
                return new ActionInput { Reason = fields.Reason(1, MaxReason) };
            case EscrowAction.RejectCancellation:
                return new ActionInput { Reason = fields.Reason(0, MaxReason) };
            case EscrowAction.CancelEscrow:
                var reason = fields.Reason(0, MaxReason);
                fields.Ticked("confirm");
                return new ActionInput { Reason = reason };
            default:
                fields.Ticked("confirm");
                return new ActionInput();
        }
    }

    private static string? BrowserOf(HttpContext http)
    {
        var browser = http.Request.Headers.UserAgent.ToString();
        return browser.Length == 0 ? null : PlainText.Start(browser, MaxBrowserLength);
    }
}
