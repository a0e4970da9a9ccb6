using Dhmad.Api.Http;
using Dhmad.Domain;
using Dhmad.Domain.Accounts;
using static Dhmad.Api.Http.Shape;

namespace Dhmad.Api.Accounts;

/// <summary>The forms of this room's bodies and answers, for the OpenAPI document.</summary>
internal static class AccountShapes
{
    public static readonly Shape Message = Text().Saying("What was done, in plain English.");

    public static readonly Shape Metadata = Map(Text(max: 500)).Saying("Up to 50 keys of 1 to 40 characters.");

    public static readonly Shape RateLimit = Integer(1, ApiKey.MaxRateLimit).Saying("Requests a minute.");

    public static readonly Shape ApiKeyShape = Shape.Object(
        Always("id", Id),
        Always("name", Text(1, ApiKey.MaxNameLength)),
        Always("keyPrefix", Text()),
        Always("environment", OneOf(Spelling.All<DeploymentEnvironment>())),
        Always("isActive", Flag),
        Always("lastUsedAt", Date.OrNull()),
        Always("expiresAt", Date.OrNull()),
        Always("rateLimit", RateLimit),
        Always("metadata", Metadata),
        Always("createdAt", Date)).Named("ApiKey");

    public static readonly Shape ApiKeyAnswer = Shape.Object(Always("message", Message), Always("apiKey", ApiKeyShape));

    public static readonly Shape ApiKeyMade = Shape.Object(
        Always("message", Message),
        Always("apiKey", ApiKeyShape),
        Always("key", Text().Saying("The key itself, shown only now.")));

    public static readonly Shape MessageAnswer = Shape.Object(Always("message", Message));

    public static readonly Shape Person = Shape.Object(
        Always("_id", Id),
        Always("email", Email),
        Always("firstName", Text()),
        Always("lastName", Text())).Named("Person");

    public static readonly Shape Balance = Shape.Object(
        Always("available", Amount), Always("pending", Amount), Always("escrow", Amount)).Named("Balance");

    public static readonly Shape Settings = Shape.Object(Always("settings", Shape.Object(
        Always("applicationName", Text(max: DeveloperSettings.MaxNameLength).OrNull()),
        Always("companyName", Text(max: DeveloperSettings.MaxNameLength).OrNull()),
        Always("website", Text(max: AccountBodies.MaxWebsiteLength).OrNull()),
        Always("contact", Text(max: AccountBodies.MaxContactLength).OrNull()),
        Always("redirectUrls", List(Url))).Named("DeveloperSettings")));

    public static readonly Shape SettingsChange = Shape.Object(
        Maybe("applicationName", Text(max: DeveloperSettings.MaxNameLength)),
        Maybe("companyName", Text(max: DeveloperSettings.MaxNameLength)),
        Maybe("website", Text(max: AccountBodies.MaxWebsiteLength)),
        Maybe("contact", Text(max: AccountBodies.MaxContactLength)),
        Maybe("redirectUrls", List(Url).Saying("Where checkout sessions may return to; at most 20.")));

    public static readonly Shape Association = Shape.Object(
        Always("association", Shape.Object(Always("user", Person), Always("since", Date)).OrNull()),
        Always("pending", Shape.Object(Always("email", Email), Always("expiresAt", Date)).OrNull()));

    public static readonly Shape Mail = Shape.Object(
        Always("id", Id),
        Always("to", Email),
        Always("subject", Text()),
        Always("text", Text()),
        Always("links", List(Url)),
        Always("code", Text().OrNull().Saying("The sign-in code in it, if it is one.")),
        Always("createdAt", Date)).Named("Mail");
}
