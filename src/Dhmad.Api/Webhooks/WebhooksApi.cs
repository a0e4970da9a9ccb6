using Dhmad.Api.Http;
using Dhmad.Domain;
using Dhmad.Domain.Escrows;
using Dhmad.Domain.Webhooks;
using Dhmad.Grains.Webhooks;
using Dhmad.Storage.Webhooks;

namespace Dhmad.Api.Webhooks;

/// <summary>A developer's webhook endpoints: each is changed by its own grain.</summary>
public sealed class WebhooksApi(
    IGrainFactory grains, EndpointStore endpoints, DhmadSettings settings, TimeProvider time, IdSource ids)
{
    /// <summary>Every name that may be subscribed, in the order of the specification.</summary>
    public static readonly IReadOnlyList<string> EventNames = [.. EventTypes.Public, .. EventTypes.Extensions];

    public void Map(ApiGroup developer)
    {
        developer.Post("/webhooks", CreateAsync, WebhookOperations.Create);
        developer.Get("/webhooks", ListAsync, WebhookOperations.List);
        developer.Get("/webhooks/{id}", ReadAsync, WebhookOperations.Read);
        developer.Put("/webhooks/{id}", ChangeAsync, WebhookOperations.Change);
        developer.Delete("/webhooks/{id}", DeleteAsync, WebhookOperations.Delete);
        developer.Post("/webhooks/{id}/regenerate-secret", RenewSecretAsync, WebhookOperations.RenewSecret);
        developer.Post("/webhooks/{id}/pause", PauseAsync, WebhookOperations.Pause);
        developer.Post("/webhooks/{id}/resume", ResumeAsync, WebhookOperations.Resume);
    }

    private async Task<Reply> CreateAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var url = request.Fields.RequiredText("url", 1, int.MaxValue, singleLine: true);
        var events = request.Fields.Words("events", EventNames) ?? EventTypes.Default;
        if ((request.Fields.Refusal ?? Judge(url)) is { } refusal) return refusal;
        var endpoint = grains.WebhookEndpoint(ids.NewId(time.GetUtcNow()));
        return await endpoint.Create(request.DeveloperId, new NewWebhook(url, events), request.Idempotency);
    }

    private async Task<Reply> ListAsync(ApiRequest request, CancellationToken cancellationToken) =>
        Reply.Ok(WebhookJson.List(await endpoints.ListAsync(request.DeveloperId, cancellationToken)));

    private async Task<Reply> ReadAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var found = await Endpoint(request).Read(request.DeveloperId);
        return found.IsRefused ? found.Refusal : Reply.Ok(WebhookJson.Read(found.Value));
    }

    private async Task<Reply> ChangeAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var change = new WebhookChange(
            request.Fields.Text("url", 1, int.MaxValue, singleLine: true),
            request.Fields.Words("events", EventNames),
            request.Fields.Flag("isActive"));
        if ((request.Fields.Refusal ?? Judge(change.Url)) is { } refusal) return refusal;
        var changed = await Endpoint(request).Change(request.DeveloperId, change);
        return changed.IsRefused
            ? changed.Refusal
            : Reply.Ok(WebhookJson.WithMessage(changed.Value, "Webhook updated."));
    }

    private async Task<Reply> DeleteAsync(ApiRequest request, CancellationToken cancellationToken) =>
        await Endpoint(request).Delete(request.DeveloperId) is { } refusal ? refusal : Reply.Ok(WebhookJson.Deleted());

    private async Task<Reply> RenewSecretAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var hours = request.Fields.Integer(
            "overlapHours", EndpointSecrets.MinOverlapHours, EndpointSecrets.MaxOverlapHours);
        return request.Fields.Refusal is { } refusal
            ? refusal
            : await Endpoint(request).RenewSecret(request.DeveloperId, hours, request.Idempotency);
    }

    private async Task<Reply> PauseAsync(ApiRequest request, CancellationToken cancellationToken) =>
        await Endpoint(request).Pause(request.DeveloperId, request.Idempotency);

    private async Task<Reply> ResumeAsync(ApiRequest request, CancellationToken cancellationToken) =>
        await Endpoint(request).Resume(request.DeveloperId, request.Idempotency);

    private IWebhookEndpointGrain Endpoint(ApiRequest request) => grains.WebhookEndpoint(request.Id);

    private Refusal? Judge(string? url) =>
        url is null ? null : WebhookUrl.Judge(url, settings.Environment, settings.MayCallPrivateAddresses);
}
