using Dhmad.Api.Http;
using Dhmad.Domain;
using Dhmad.Domain.Checkout;
using Dhmad.Domain.Escrows;
using Dhmad.Grains.Accounts;
using Dhmad.Grains.Escrows;
using Dhmad.Storage.Checkout;
using Dhmad.Storage.Escrows;

namespace Dhmad.Api.Escrows;

/// <summary>The calls that read escrows: one from its grain, lists from the rows.</summary>
public sealed class EscrowReadsApi(IGrainFactory grains, EscrowQueries escrows, SessionQueries sessions)
{
    private static readonly IReadOnlyList<string> Roles = ["seller", "buyer", "creator"];

    public void Map(ApiGroup api)
    {
        api.Get("/escrows", ListAsync, EscrowOperations.List);
        api.Get("/escrows/{id}", ReadAsync, EscrowOperations.Read);
        api.Get("/escrows/{id}/events", ListEventsAsync, EscrowOperations.ListEvents);
        api.Get("/escrows/{id}/sessions", ListSessionsAsync, EscrowOperations.ListSessions);
    }

    private async Task<Reply> ListAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var status = request.Query.Choice<EscrowStatus>("status");
        var role = request.Query.OneOf("role", Roles);
        var (page, limit) = (request.Query.Page(), request.Query.Limit());
        if (request.Query.Refusal is { } refusal) return refusal;

        var owner = role == "creator" ? request.DeveloperId : await AssociatedUserIdAsync(request);
        if (owner is null) return (Refusal)RefusalCodes.AssociationRequired;
        var found = await escrows.PageAsync(
            new EscrowFilter(RoleOf(role), owner, status), page, limit, cancellationToken);
        return ListBody(found, page, limit);
    }

    private async Task<Reply> ReadAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var (view, refused) = await FindAsync(request);
        return refused ?? Reply.Ok(EscrowJson.Read(view!.Escrow));
    }

    private async Task<Reply> ListEventsAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var (after, limit) = (request.Query.After(), request.Query.Limit());
        if (request.Query.Refusal is { } refusal) return refusal;
        var (_, refused) = await FindAsync(request);
        return refused ?? EventsBody(await escrows.EventsAsync(request.Id, after, limit, cancellationToken));
    }

    private async Task<Reply> ListSessionsAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var status = request.Query.Choice<SessionStatus>("status");
        var action = request.Query.Choice("action", Checkout.SessionBody.Actions);
        var (cursor, limit) = (request.Query.Cursor(), request.Query.Limit());
        if (request.Query.Refusal is { } refusal) return refusal;

        var (view, refused) = await FindAsync(request);
        if (refused is not null) return refused;
        var filter = new SessionFilter(request.Id, request.DeveloperId, status, action, view!.Now);
        return SessionsBody(await sessions.ListAsync(filter, cursor, limit, cancellationToken), view.Now);
    }

    /// <summary>The escrow as it is now, if the caller may see it.</summary>
    private async Task<(EscrowView? View, Reply? Refused)> FindAsync(ApiRequest request)
    {
        if (await grains.GetGrain<IEscrowGrain>(request.Id).Read() is not { } view)
            return (null, Problems.Of("ESCROW_NOT_FOUND", "There is no escrow with this id."));
        var isCreator = view.Escrow.DeveloperId == request.DeveloperId;
        if (isCreator) return (view, null);
        var developer = await grains.Developer(request.DeveloperId).Read();
        return EscrowAccess.MayRead(view.Escrow, request.DeveloperId, developer?.AssociatedUser)
            ? (view, null)
            : (null, (Refusal)RefusalCodes.EscrowAccessDenied);
    }

    private async Task<string?> AssociatedUserIdAsync(ApiRequest request) =>
        (await grains.Developer(request.DeveloperId).Read())?.AssociatedUser?.Id;

    private static EscrowRole RoleOf(string? role) => role switch
    {
        "seller" => EscrowRole.Seller,
        "buyer" => EscrowRole.Buyer,
        "creator" => EscrowRole.Creator,
        _ => EscrowRole.Party,
    };

    private static JsonText ListBody(EscrowPage found, int page, int limit)
    {
        var json = new JsonText(4096).Object().Array("escrows");
        foreach (var escrow in found.Escrows) EscrowJson.WriteItem(json, escrow);
        return json.EndArray()
            .Object("pagination")
            .Member("page", page)
            .Member("limit", limit)
            .Member("total", found.Total)
            .Member("pages", (found.Total + limit - 1) / limit)
            .End()
            .End();
    }

    private static JsonText EventsBody(EventPage found)
    {
        var json = new JsonText(4096).Object().Array("events");
        foreach (var row in found.Events)
        {
            json.Object()
                .Member("sequence", row.Sequence)
                .RawMember("event", row.Body)
                .Member("previousHash", Convert.ToHexStringLower(row.PreviousHash))
                .Member("hash", Convert.ToHexStringLower(row.Hash))
                .End();
        }

        json.EndArray();
        return (found.NextAfter is { } after ? json.Member("nextAfter", after) : json.NullMember("nextAfter")).End();
    }

    private static JsonText SessionsBody(SessionPage found, DateTimeOffset now)
    {
        var json = new JsonText(4096).Object().Array("sessions");
        foreach (var session in found.Sessions) SessionJson.Write(json, session, now);
        return json.EndArray().Member("nextCursor", found.Next?.ToString()).End();
    }
}
