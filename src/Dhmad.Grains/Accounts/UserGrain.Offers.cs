using Dhmad.Domain;
using Dhmad.Domain.Accounts;

namespace Dhmad.Grains.Accounts;

/// <summary>How a user answers a developer who asks to be associated.</summary>
public sealed partial class UserGrain
{
    public async Task<Result<AssociationOffer>> ReadOffer(string linkToken)
    {
        var link = await FindLinkAsync(linkToken);
        if (link is null) return LinkEnded;
        var developer = await GrainFactory.Developer(link.DeveloperId).Read();
        return developer is null ? LinkEnded : OfferOf(developer, link);
    }

    public async Task<Result<AssociationOffer>> AcceptOffer(string linkToken)
    {
        var link = await FindLinkAsync(linkToken);
        if (link is null || await Read() is not { } user) return LinkEnded;
        var developer = await GrainFactory.Developer(link.DeveloperId).Associate(link.LinkHash, user.ToPerson());
        return developer.IsRefused ? developer.Refusal : OfferOf(developer.Value, link);
    }

    private static Refusal LinkEnded => new("ASSOCIATION_LINK_EXPIRED", "This link is too old or was used.");

    /// <summary>A link mailed to somebody else does not exist for this e-mail.</summary>
    private async Task<AssociationLink?> FindLinkAsync(string linkToken)
    {
        var link = await associations.FindLinkAsync(SecretToken.Hash(linkToken), time.RealNow, CancellationToken.None);
        return link?.Email == Email ? link : null;
    }

    private static AssociationOffer OfferOf(Developer developer, AssociationLink link) =>
        new(developer.Id, developer.Email, developer.NameFor(null), link.ExpiresAt);
}
