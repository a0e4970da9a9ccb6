using Dhmad.Api.Http;
using Dhmad.Domain;
using Dhmad.Domain.Accounts;
using Dhmad.Grains.Accounts;

namespace Dhmad.Api.Accounts;

/// <summary>A developer's settings and stored signature.</summary>
public sealed class SettingsApi(IGrainFactory grains, DhmadSettings settings)
{
    /// <param name="developer">The door of developer tokens.</param>
    /// <param name="plain">The same door at its older path, for the signature.</param>
    public void Map(ApiGroup developer, ApiGroup plain)
    {
        developer.Get("/settings", ReadAsync, AccountOperations.ReadSettings);
        developer.Put("/settings", ChangeAsync, AccountOperations.ChangeSettings);
        developer.Get("/signature", ReadSignatureAsync, AccountOperations.ReadSignature);
        developer.Put("/signature", SetSignatureAsync, AccountOperations.SetSignature);
        plain.Get("/signature", ReadSignatureAsync, AccountOperations.ReadSignatureAtOlderPath);
        plain.Put("/signature", SetSignatureAsync, AccountOperations.SetSignatureAtOlderPath);
    }

    private async Task<Reply> ReadAsync(ApiRequest request, CancellationToken cancellationToken) =>
        Reply.Ok(DeveloperJson.Settings((await KnownAsync(request)).Settings));

    private async Task<Reply> ChangeAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var change = AccountBodies.ReadSettings(request.Fields, settings.Environment);
        return request.Fields.Refusal is { } refusal
            ? refusal
            : Reply.Ok(DeveloperJson.Settings(await grains.Developer(request.DeveloperId).Change(change)));
    }

    private async Task<Reply> ReadSignatureAsync(ApiRequest request, CancellationToken cancellationToken) =>
        Reply.Ok(DeveloperJson.HasSignature((await KnownAsync(request)).HasSignature));

    private async Task<Reply> SetSignatureAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var dataUri = AccountBodies.ReadSignature(request.Fields);
        if (request.Fields.Refusal is { } refusal) return refusal;
        await grains.Developer(request.DeveloperId).SetSignature(dataUri);
        return Reply.Ok(DeveloperJson.SignatureSet("Signature stored."));
    }

    private async Task<Developer> KnownAsync(ApiRequest request) =>
        await grains.Developer(request.DeveloperId).Read()
            ?? throw new InvalidOperationException("A developer token belongs to a developer.");
}
