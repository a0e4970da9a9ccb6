using Dhmad.Api.Http;
using Dhmad.Api.Pages.Language;
using Dhmad.Domain;
using Dhmad.Domain.Accounts;
using Dhmad.Domain.Checkout;
using Dhmad.Domain.Escrows;
using Dhmad.Grains.Accounts;
using Dhmad.Grains.Checkout;
using Dhmad.Grains.Escrows;

namespace Dhmad.Api.Checkout;

/// <summary>The calls about checkout sessions: open one, read it, cancel it.</summary>
public sealed class SessionsApi(IGrainFactory grains, DhmadSettings settings, IdSource ids)
{
    public void Map(ApiGroup api)
    {
        api.Post("/escrows/{id}/sessions", OpenAsync, SessionOperations.Open);
        api.Get("/sessions/{sessionId}", ReadAsync, SessionOperations.Read);
        api.Post("/sessions/{sessionId}/cancel", CancelAsync, SessionOperations.Cancel);
    }

    private async Task<Reply> OpenAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var body = SessionBody.Read(request.Fields);
        if (request.Fields.Refusal is { } bad) return bad;
        var developer = await grains.Developer(request.DeveloperId).Read();
        var language = request.Language(settings);
        if (SessionBody.WithoutPage.Contains(body.Action))
            return Refuse(await JudgeAsync(request, body, developer), language);
        var id = ids.NewUuid();
        var opened = await grains.GetGrain<IEscrowGrain>(request.Id).OpenSession(new OpenSession(
            id,
            new Caller(Door.Api, developer?.AssociatedUser, request.DeveloperId),
            body.Action,
            body.TargetEmail,
            body.RedirectUrl,
            body.Metadata,
            language,
            request.Idempotency));
        if (opened.IsRefused) return Refuse(opened.Refusal, language);

        // The alarm only makes the expiry prompt: whoever looks at the session judges its time anyway.
        await SessionGrain(id).Opened();
        return opened.Value;
    }

    private async Task<Reply> ReadAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        if (!request.TryUuid("sessionId", out var id)) return NotFound();
        if (await SessionGrain(id).Read() is not { } view) return NotFound();
        return view.Session.DeveloperId == request.DeveloperId
            ? Reply.Ok(SessionJson.Read(view.Session, view.Now))
            : Problems.Of("SESSION_ACCESS_DENIED", "This session was created by another developer.");
    }

    private async Task<Reply> CancelAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        if (!request.TryUuid("sessionId", out var id)) return NotFound();
        var cancelled = await SessionGrain(id).Cancel(request.DeveloperId, request.Idempotency);
        if (cancelled.Refusal is not { } refusal)
            return cancelled.Answer ?? throw new InvalidOperationException("A cancel through the API has an answer.");
        if (cancelled.View is not { } view || view.Session.DeveloperId != request.DeveloperId) return refusal;
        return Problems.Of(refusal) with
        {
            Extra = json => SessionJson.Write(json.Name("session"), view.Session, view.Now),
        };
    }

    /// <summary>In the order of the specification; what no rule refuses has no page to lead to.</summary>
    private async Task<Refusal> JudgeAsync(ApiRequest request, SessionBody body, Developer? developer)
    {
        var escrow = grains.GetGrain<IEscrowGrain>(request.Id);
        if (await escrow.Read() is not { } view) return new Refusal("ESCROW_NOT_FOUND", "There is no such escrow.");
        if (!EscrowAccess.MayRead(view.Escrow, request.DeveloperId, developer?.AssociatedUser))
            return RefusalCodes.EscrowAccessDenied;
        var listed = developer?.Settings.RedirectUrls ?? [];
        if (RedirectUrl.Judge(body.RedirectUrl, listed, settings.Environment) is { } refusal) return refusal;
        if (await escrow.Check(body.Action, body.TargetEmail) is { } impossible) return impossible;
        request.Fields.Bad("action", "has no page on this deployment");
        return request.Fields.Refusal!;
    }

    private ICheckoutSessionGrain SessionGrain(Guid id) => grains.GetGrain<ICheckoutSessionGrain>(id.ToString("D"));

    /// <summary>What is no refusal of form or access is a business rule, with words for the person.</summary>
    private static Reply Refuse(Refusal refusal, string language) => refusal.Code switch
    {
        "VALIDATION_FAILED" or "ESCROW_NOT_FOUND" or "ESCROW_ACCESS_DENIED" or "IDEMPOTENCY_KEY_IN_PROGRESS" => refusal,
        _ => Problems.BusinessRule(refusal, Texts.In(language).Refusal(refusal.Code)),
    };

    private static Problem NotFound() => Problems.Of("SESSION_NOT_FOUND", "There is no such checkout session.");
}
