using Dhmad.Api.Http;
using Dhmad.Domain;
using Dhmad.Domain.Accounts;
using Dhmad.Domain.Escrows;
using Dhmad.Grains.Accounts;
using Dhmad.Grains.Escrows;

namespace Dhmad.Api.Escrows;

/// <summary>The calls that make and change escrows: each reads its body and asks the escrow's grain.</summary>
public sealed class EscrowsApi(IGrainFactory grains, DhmadSettings settings, TimeProvider time, IdSource ids)
{
    public void Map(ApiGroup api)
    {
        api.Post("/escrows", CreateAsync, EscrowOperations.Create);
        api.Put("/escrows/{id}", UpdateAsync, EscrowOperations.Update);
        api.Post("/escrows/{id}/deliver", DeliverAsync, EscrowOperations.Deliver);
        api.Post("/escrows/{id}/reject-delivery", RejectDeliveryAsync, EscrowOperations.RejectDelivery);
        api.Post("/escrows/{id}/cancel", CancelAsync, EscrowOperations.Cancel);
    }

    private async Task<Reply> CreateAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var input = EscrowBodies.ReadNew(request.Fields, settings.Escrows);
        if (request.Fields.Refusal is { } refusal) return refusal;
        var escrow = grains.GetGrain<IEscrowGrain>(ids.NewId(time.GetUtcNow()));
        return await escrow.Create(
            new CreateEscrow(input, request.DeveloperId, request.Key.AppName, request.Idempotency));
    }

    private async Task<Reply> UpdateAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var update = EscrowBodies.ReadUpdate(request.Fields);
        return request.Fields.Refusal is { } refusal
            ? refusal
            : await TakeAsync(request, EscrowAction.Update, new ActionInput { Update = update });
    }

    private Task<Reply> DeliverAsync(ApiRequest request, CancellationToken cancellationToken) =>
        TakeAsync(request, EscrowAction.Deliver);

    private async Task<Reply> RejectDeliveryAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var reason = request.Fields.Text("reason", 0, EscrowBodies.MaxReasonLength);
        return request.Fields.Refusal is { } refusal
            ? refusal
            : await TakeAsync(request, EscrowAction.RejectDelivery, new ActionInput { Reason = NullIfEmpty(reason) });
    }

    private Task<Reply> CancelAsync(ApiRequest request, CancellationToken cancellationToken) =>
        TakeAsync(request, EscrowAction.Cancel);

    private async Task<Reply> TakeAsync(ApiRequest request, EscrowAction action, ActionInput? input = null)
    {
        var caller = new Caller(Door.Api, await AssociatedUserAsync(request), request.DeveloperId);
        var taken = await grains.GetGrain<IEscrowGrain>(request.Id).Take(
            new ActionRequest(action, caller, input) { Idempotency = request.Idempotency });
        if (taken.IsRefused) return taken.Refusal;
        return taken.Value.Answer ?? throw new InvalidOperationException("An action through the API has an answer.");
    }

    private async Task<Person?> AssociatedUserAsync(ApiRequest request) =>
        (await grains.Developer(request.DeveloperId).Read())?.AssociatedUser;

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
