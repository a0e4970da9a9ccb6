using Dhmad.Api.Checkout;
using Dhmad.Api.Http;
using Dhmad.Domain;
using Dhmad.Domain.Accounts;
using Dhmad.Domain.Checkout;

namespace Dhmad.Api.Accounts;

/// <summary>Reads the bodies of account calls by form; bad fields are noted in the fields.</summary>
public static class AccountBodies
{
    public const int MaxWebsiteLength = 2048;
    public const int MaxContactLength = 254;

    /// <summary>Longest data URI of a signature: its 150 KiB in base64, and what stands before.</summary>
    private const int MaxSignatureLength = (SignatureImage.MaxBytes + 2) / 3 * 4 + 40;

    public static NewApiKey ReadNewKey(Fields fields) => new(
        fields.RequiredText("name", 1, ApiKey.MaxNameLength, singleLine: true),
        fields.Instant("expiresAt"),
        fields.Integer("rateLimit", 1, ApiKey.MaxRateLimit),
        ReadMetadata(fields));

    public static ApiKeyChange ReadKeyChange(Fields fields) => new(
        fields.Text("name", 1, ApiKey.MaxNameLength, singleLine: true),
        fields.Flag("isActive"),
        fields.Instant("expiresAt"),
        fields.Integer("rateLimit", 1, ApiKey.MaxRateLimit),
        ReadMetadata(fields));

    /// <summary>Settings stand at the top of the body, or under <c>settings</c> as they are read.</summary>
    public static DeveloperSettingsChange ReadSettings(Fields body, DeploymentEnvironment environment)
    {
        var fields = body.Object("settings") ?? body;
        return new DeveloperSettingsChange(
            fields.Text("applicationName", 0, DeveloperSettings.MaxNameLength, singleLine: true),
            fields.Text("companyName", 0, DeveloperSettings.MaxNameLength, singleLine: true),
            fields.Text("website", 0, MaxWebsiteLength, singleLine: true),
            fields.Text("contact", 0, MaxContactLength, singleLine: true),
            fields.Strings(
                "redirectUrls",
                0,
                DeveloperSettings.MaxRedirectUrls,
                StrictUrl.MaxLength,
                url => RedirectUrl.WhyNotListable(url, environment)));
    }

    public static string ReadSignature(Fields fields)
    {
        const string name = "signatureImage";
        var dataUri = fields.RequiredText(name, 1, MaxSignatureLength);
        if (dataUri.Length > 0 && !SignatureImage.TryReadOfDeveloper(dataUri, out _, out var why))
            fields.Bad(name, why);
        return dataUri;
    }

    private static IReadOnlyDictionary<string, string>? ReadMetadata(Fields fields) => fields.Texts(
        "metadata", SessionBody.MaxMetadataKeys, SessionBody.MaxMetadataKeyLength, SessionBody.MaxMetadataValueLength);
}
