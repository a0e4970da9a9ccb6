using Dhmad.Api.Http;
using Dhmad.Domain.Accounts;
using Dhmad.Grains.Accounts;

namespace Dhmad.Api.Accounts;

/// <summary>The one user who lets a developer's API keys act as a party.</summary>
public sealed class AssociationApi(IGrainFactory grains)
{
    public void Map(ApiGroup developer)
    {
        developer.Post("/association", InviteAsync, AccountOperations.Associate);
        developer.Get("/association", ReadAsync, AccountOperations.ReadAssociation);
        developer.Delete("/association", EndAsync, AccountOperations.EndAssociation);
    }

    private async Task<Reply> InviteAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var email = request.Fields.RequiredEmail("email");
        return request.Fields.Refusal is { } refusal
            ? refusal
            : await grains.Developer(request.DeveloperId).Invite(email, request.Idempotency);
    }

    private async Task<Reply> ReadAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var grain = grains.Developer(request.DeveloperId);
        var developer = await grain.Read();
        return Reply.Ok(DeveloperJson.Association(developer?.Association, await grain.ReadPendingAssociation()));
    }

    private async Task<Reply> EndAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        await grains.Developer(request.DeveloperId).Dissociate();
        return Reply.Ok(DeveloperJson.Message("The association has ended."));
    }
}
