using System.Globalization;
using Dhmad.Api.Pages.Shell;
using Dhmad.Domain;
using Dhmad.Domain.Checkout;
using Dhmad.Domain.Payments;

namespace Dhmad.Api.Pages.Checkout;

/// <summary>Reads one posted form field by field and gathers what is wrong, in the order of the page.</summary>
internal sealed class FormReading(PageForm form)
{
    private const int MinName = 2;
    private const int MaxName = 100;
    private const int MaxCode = 10;

    /// <summary>Where the link of an error leads when no field is to blame.</summary>
    private const string WholeForm = "main";

    /// <summary>What may be shown again: never what pays, or proves who somebody is.</summary>
    private static readonly string[] Kept = ["fullName", "reason", "rail", "confirm", "agree"];

    private readonly List<FieldError> errors = [];

    public FormState State() => new(Kept.Where(form.Has).ToDictionary(name => name, name => form[name]), errors);

    public Guid SubmissionId()
    {
        if (!UuidText.TryRead(form["submissionId"], out var id) || id == Guid.Empty)
            OutOfDate();
        return id;
    }

    /// <summary>The version of the terms that the page showed.</summary>
    public int? Seen(bool isNeeded)
    {
        if (int.TryParse(form["seen"], NumberStyles.None, CultureInfo.InvariantCulture, out var seen)) return seen;
        if (isNeeded || form["seen"].Length > 0) OutOfDate();
        return null;
    }

    public string FullName()
    {
        if (!PlainText.TryRead(form["fullName"], MinName, MaxName, singleLine: true, out var name, out _))
            Wrong("fullName", form["fullName"].Trim().Length == 0 ? "wrong.required.fullName" : "wrong.fullName");
        return name;
    }

    /// <summary>What was drawn, as a data URI; null when nothing was.</summary>
    public string? SignatureImage()
    {
        var drawn = form["signatureImage"];
        if (drawn.Length == 0) return null;
        if (!Domain.Accounts.SignatureImage.TryReadOfCheckout(drawn, out _, out _))
            Wrong("fullName", "wrong.signatureImage");
        return drawn;
    }

    /// <summary>A reason of so many characters; null when none was given and none is needed.</summary>
    public string? Reason(int min, int max)
    {
        // Forms send line ends as CR LF; they are kept as line feeds.
        var typed = form["reason"].ReplaceLineEndings("\n");
        if (PlainText.TryRead(typed, min, max, singleLine: false, out var reason, out _))
            return reason.Length == 0 ? null : reason;
        var length = typed.Trim().Length;
        if (length == 0) Wrong("reason", "wrong.required.reason");
        else if (length < min) Wrong("reason", "wrong.reason.short", min);
        else if (length > max) Wrong("reason", "wrong.reason.long", max, length);
        else Wrong("reason", "wrong.reason.text");
        return null;
    }

    /// <summary>The chosen way to pay; of a card only its token and last four digits leave this method.</summary>
    public PaymentChoice? Payment(DateTimeOffset realNow)
    {
        var rail = form["rail"];
        if (rail.Length == 0) Wrong("rail", "wrong.rail");
        if (rail != Rails.SandboxCard) return new PaymentChoice(rail);

        var card = SandboxCard.TryRead(form["cardNumber"], Expiry(), form["cardCvc"], realNow, out var wrong);
        foreach (var field in wrong) Wrong(field, $"wrong.{field}");
        return card is null ? null : new PaymentChoice(rail, card.Token, card.Last4);
    }

    public string ChallengeCode()
    {
        var code = form["challengeCode"].Trim();
        if (code.Length is 0 or > MaxCode) Wrong("challengeCode", "wrong.challengeCode");
        return code;
    }

    public void Ticked(string name)
    {
        if (form[name] != "yes") Wrong(name, $"wrong.{name}");
    }

    /// <summary>Browsers fill in <c>12 / 2030</c> as well.</summary>
    private string Expiry()
    {
        var typed = form["cardExpiry"].Replace(" ", "", StringComparison.Ordinal);
        return typed is [_, _, '/', '2', '0', _, _] ? typed.Remove(3, 2) : typed;
    }

    /// <summary>Said once, whichever of the fields that come with the page are not as the page has them.</summary>
    private void OutOfDate()
    {
        if (!errors.Any(error => error.TextKey == "wrong.outOfDate")) Wrong(WholeForm, "wrong.outOfDate");
    }

    private void Wrong(string field, string textKey, params object[] values) =>
        errors.Add(new FieldError(field, textKey, values));
}
