using Dhmad.Api.Http;
using Dhmad.Domain.Webhooks;
using static Dhmad.Api.Http.Shape;

namespace Dhmad.Api.Webhooks;

/// <summary>The calls of this room, as the shell judges them and the OpenAPI document lists them.</summary>
internal static class WebhookOperations
{
    private const string Thing = "webhook";

    private static readonly string[] NotFound = ["WEBHOOK_NOT_FOUND"];

    private static readonly string[] UrlRefusals =
        ["WEBHOOK_URL_INVALID", "WEBHOOK_URL_MUST_BE_HTTPS", "WEBHOOK_URL_NOT_PUBLIC"];

    private static readonly Shape Events = List(OneOf(WebhooksApi.EventNames))
        .Saying("What it listens to: at least one type, each once. Default: escrow.status.updated.");

    private static readonly Shape Webhook = Shape.Object(
        Always("id", Id),
        Always("url", Url),
        Always("events", Events),
        Always("isActive", Flag),
        Always("lastTriggeredAt", Date.OrNull()),
        Always("lastResponseStatus", Integer(100, 999).OrNull()),
        Always("failureCount", Integer(0).Saying("Failed attempts since the last success.")),
        Always("createdAt", Date),
        Always("updatedAt", Date),
        Always("pausedAt", Date.OrNull()),
        Always("disabledReason", OneOf("gone", "failing").OrNull()
            .Saying("Why it was switched off by itself: it answered 410, or failed for days."))).Named("Webhook");

    private static readonly Shape Secret = Text(64, 64).Saying("Signs every delivery; shown only in this answer.");

    private static readonly Shape StandardSecret = Text().Saying("The same secret for Standard Webhooks libraries.");

    private static readonly Shape WithMessage = Shape.Object(Always("message", Text()), Always("webhook", Webhook));

    public static readonly Operation Create = new("createWebhook", "Makes an endpoint; its secret is shown only now.")
    {
        Body = Shape.Object(Always("url", Url), Maybe("events", Events)),
        Status = StatusCodes.Status201Created,
        Answer = Shape.Object(
            Always("message", Text()),
            Always("webhook", Shape.Object(
                Always("id", Id), Always("url", Url),
                Always("secret", Secret), Always("standardSecret", StandardSecret),
                Always("events", Events), Always("isActive", Flag), Always("createdAt", Date)))),
        Codes = ["WEBHOOK_LIMIT_REACHED", .. UrlRefusals],
    };

    public static readonly Operation List = new("listWebhooks", "All endpoints of the developer, oldest first.")
    {
        Answer = Shape.Object(Always("webhooks", Shape.List(Webhook))),
    };

    public static readonly Operation Read = new("readWebhook", "Reads one endpoint.")
    {
        IdOf = Thing,
        Answer = Shape.Object(Always("webhook", Webhook)),
        Codes = NotFound,
    };

    public static readonly Operation Change = new("updateWebhook", "Changes an endpoint, or switches it off or on.")
    {
        IdOf = Thing,
        Body = Shape.Object(Maybe("url", Url), Maybe("events", Events), Maybe("isActive", Flag)),
        Answer = WithMessage,
        Codes = [.. NotFound, .. UrlRefusals],
    };

    public static readonly Operation Delete = new("deleteWebhook", "Deletes an endpoint; pending deliveries end.")
    {
        IdOf = Thing,
        Answer = Shape.Object(Always("message", Text())),
        Codes = NotFound,
    };

    public static readonly Operation RenewSecret = new("regenerateWebhookSecret", "Gives an endpoint a new secret.")
    {
        IdOf = Thing,
        Body = Shape.Object(Maybe(
            "overlapHours",
            Integer(EndpointSecrets.MinOverlapHours, EndpointSecrets.MaxOverlapHours)
                .Saying("How long the old secret signs too; without it, it ends at once."))),
        Answer = Shape.Object(
            Always("message", Text()), Always("secret", Secret), Always("standardSecret", StandardSecret),
            Always("overlapUntil", Date.OrNull())),
        Codes = NotFound,
    };

    public static readonly Operation Pause = new("pauseWebhook", "Lets deliveries wait until the endpoint is resumed.")
    {
        IdOf = Thing,
        Answer = WithMessage,
        Codes = NotFound,
    };

    public static readonly Operation Resume = new("resumeWebhook", "Sends what waited, in order.")
    {
        IdOf = Thing,
        Answer = WithMessage,
        Codes = NotFound,
    };
}
