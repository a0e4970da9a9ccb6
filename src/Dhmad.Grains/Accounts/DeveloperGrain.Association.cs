using Dhmad.Domain;
using Dhmad.Domain.Accounts;
using Dhmad.Domain.Escrows;
using Dhmad.Storage.Accounts;

namespace Dhmad.Grains.Accounts;

/// <summary>How a developer gets, and loses, the user who lets the API act as a party.</summary>
public sealed partial class DeveloperGrain
{
    public async Task<Result<ApiAnswer>> Invite(string email, IdempotencyClaim? idempotency)
    {
        var now = time.RealNow;
        var token = ids.NewHex(SecretToken.ByteCount);
        var link = new AssociationLink
        {
            LinkHash = SecretToken.Hash(token),
            DeveloperId = Id,
            Email = email,
            CreatedAt = now,
            ExpiresAt = now + AssociationLink.Lifetime,
        };
        var mail = new AccountMails(ids, settings).Association(await KnownAsync(), email, token, now);
        var body = DeveloperJson.Message("A link was mailed; it is valid for 24 hours.");
        var answer = new ApiAnswer(202, body) { IsStored = true };
        var kept = Kept.Plain(idempotency, answer);
        return await Kept.UnlessLostAsync(async () =>
        {
            var outcome = await associations.InviteAsync(link, mail, kept, CancellationToken.None);
            return outcome == InviteOutcome.Done ? answer : RefusalOf(outcome);
        });
    }

    public Task<PendingAssociation?> ReadPendingAssociation() =>
        associations.FindPendingAsync(Id, time.RealNow, CancellationToken.None);

    public async Task<Result<Developer>> Associate(string linkHash, Person user)
    {
        var now = time.RealNow;
        developer = null;
        var outcome = await associations.AssociateAsync(ids.NewId(now), linkHash, user, now, CancellationToken.None);
        return outcome == InviteOutcome.Done ? await KnownAsync() : RefusalOf(outcome);
    }

    public async Task Dissociate()
    {
        developer = null;
        await associations.EndAsync(Id, time.RealNow, CancellationToken.None);
    }

    private static Refusal RefusalOf(InviteOutcome outcome) => outcome switch
    {
        InviteOutcome.UserUnknown => new Refusal(
            "USER_NOT_FOUND", "No user has this e-mail; they must sign in once first."),
        InviteOutcome.AlreadyAssociated => new Refusal(
            "ALREADY_ASSOCIATED", "This developer has an associated user already; end that association first."),
        InviteOutcome.UserAssociatedElsewhere => new Refusal(
            "USER_ASSOCIATED_ELSEWHERE", "This user is associated with another developer."),
        InviteOutcome.LinkEnded => new Refusal("ASSOCIATION_LINK_EXPIRED", "This link is too old or was used."),
        _ => throw new ArgumentOutOfRangeException(nameof(outcome)),
    };
}
