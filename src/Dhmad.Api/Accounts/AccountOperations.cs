using Dhmad.Api.Http;
using Dhmad.Domain.Accounts;
using static Dhmad.Api.Http.Shape;

namespace Dhmad.Api.Accounts;

/// <summary>The calls of this room, as the shell judges them and the OpenAPI document lists them.</summary>
internal static class AccountOperations
{
    private const string KeyId = "API key";

    private static readonly string[] KeyNotFound = ["API_KEY_NOT_FOUND"];

    public static readonly Operation Me = new("getMe", "The API key that calls, and its developer.")
    {
        Answer = Shape.Object(
            Always("apiKey", AccountShapes.ApiKeyShape),
            Always("developer", Shape.Object(
                Always("id", Id), Always("email", Email), Always("companyName", Text().OrNull())))),
    };

    public static readonly Operation Balance = new("getBalance", "The money of the associated user, in TND.")
    {
        Answer = Shape.Object(Always("balance", AccountShapes.Balance)),
        Codes = ["ASSOCIATION_REQUIRED"],
    };

    public static readonly Operation IssueToken = new("createDeveloperToken", "Signs a developer in for 12 hours.")
    {
        Body = Shape.Object(Always("email", Email), Always("password", Text(1, TokenApi.MaxPasswordLength))),
        Status = StatusCodes.Status201Created,
        Answer = Shape.Object(Always("token", Text()), Always("expiresAt", Date)),
        Codes = ["INVALID_CREDENTIALS"],
    };

    public static readonly Operation EndToken = new("endDeveloperToken", "Ends the token it is called with.")
    {
        Answer = AccountShapes.MessageAnswer,
    };

    public static readonly Operation ListKeys = new("listApiKeys", "All API keys of the developer, oldest first.")
    {
        Answer = Shape.Object(Always("apiKeys", List(AccountShapes.ApiKeyShape))),
    };

    public static readonly Operation AddKey = new(
        "createApiKey", "Makes an API key; its value is shown only in this answer.")
    {
        Body = Shape.Object(
            Always("name", Text(1, ApiKey.MaxNameLength)),
            Maybe("expiresAt", Date),
            Maybe("rateLimit", AccountShapes.RateLimit),
            Maybe("metadata", AccountShapes.Metadata)),
        Status = StatusCodes.Status201Created,
        Answer = AccountShapes.ApiKeyMade,
        Codes = ["API_KEY_LIMIT_REACHED"],
    };

    public static readonly Operation ChangeKey = new("updateApiKey", "Changes an API key, from the next request on.")
    {
        IdOf = KeyId,
        Body = Shape.Object(
            Maybe("name", Text(1, ApiKey.MaxNameLength)),
            Maybe("isActive", Flag),
            Maybe("expiresAt", Date),
            Maybe("rateLimit", AccountShapes.RateLimit),
            Maybe("metadata", AccountShapes.Metadata)),
        Answer = AccountShapes.ApiKeyAnswer,
        Codes = KeyNotFound,
    };

    public static readonly Operation RegenerateKey = new(
        "regenerateApiKey", "Puts a new value in an API key's place; the old one ends at once.")
    {
        IdOf = KeyId,
        Answer = AccountShapes.ApiKeyMade,
        Codes = KeyNotFound,
    };

    public static readonly Operation DeleteKey = new("deleteApiKey", "Deletes an API key for good.")
    {
        IdOf = KeyId,
        Answer = AccountShapes.MessageAnswer,
        Codes = KeyNotFound,
    };

    public static readonly Operation ReadSettings = new("getDeveloperSettings", "The developer's settings.")
    {
        Answer = AccountShapes.Settings,
    };

    public static readonly Operation ChangeSettings = new(
        "updateDeveloperSettings", "Changes settings; what is not sent stays, an empty text clears it.")
    {
        Body = AccountShapes.SettingsChange,
        Answer = AccountShapes.Settings,
    };

    public static readonly Operation ReadSignature = new(
        "getSignature", "Whether a signature is stored; it is never given back.")
    {
        Answer = Shape.Object(Always("hasSignature", Flag)),
    };

    public static readonly Operation SetSignature = new(
        "setSignature", "Stores the signature that autoSign signs with.")
    {
        Body = Shape.Object(
            Always("signatureImage", Text().Saying("A data URI of a PNG, JPEG, GIF or WebP up to 150 KiB."))),
        Answer = Shape.Object(Always("message", AccountShapes.Message), Always("hasSignature", Flag)),
    };

    public static readonly Operation ReadSignatureAtOlderPath = ReadSignature with { Name = "getSignatureAtOlderPath" };

    public static readonly Operation SetSignatureAtOlderPath = SetSignature with { Name = "setSignatureAtOlderPath" };

    public static readonly Operation Associate = new("createAssociation", "Mails a user the link that associates them.")
    {
        Body = Shape.Object(Always("email", Email)),
        Status = StatusCodes.Status202Accepted,
        Answer = AccountShapes.MessageAnswer,
        Codes = ["USER_NOT_FOUND", "ALREADY_ASSOCIATED", "USER_ASSOCIATED_ELSEWHERE"],
    };

    public static readonly Operation ReadAssociation = new(
        "getAssociation", "The associated user, and a link not followed yet.")
    {
        Answer = AccountShapes.Association,
    };

    public static readonly Operation EndAssociation = new("endAssociation", "Ends the association at once.")
    {
        Answer = AccountShapes.MessageAnswer,
    };
}
