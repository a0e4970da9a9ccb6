using Dhmad.Domain.Accounts;
using Dhmad.Domain.Escrows;
using Dhmad.Grains.Escrows;

namespace Dhmad.Grains.Accounts;

/// <summary>What waits for an e-mail until it has a user: escrows that name it, and money.</summary>
public sealed partial class UserGrain
{
    /// <summary>Escrows linked in one call, so that it ends in time; the rest follow in the next.</summary>
    private const int MaxLinksAtOnce = 50;

    public async Task LinkParty(string escrowId)
    {
        if (await Read() is { HasNames: true } user) await LinkAsync(user, escrowId);
    }

    public async Task LinkAll()
    {
        if (await Read() is not { } user) return;
        await wallets.ClaimAsync(user, ids.NewId(time.RealNow), time.RealNow, CancellationToken.None);
        if (!user.HasNames) return;

        var waiting = await escrows.InvitedAsync(Email, MaxLinksAtOnce, CancellationToken.None);
        var linked = 0;
        foreach (var escrowId in waiting)
        {
            if (await LinkAsync(user, escrowId)) linked++;
        }

        // Only progress leads to another round: what is refused would be refused again.
        if (waiting.Count == MaxLinksAtOnce && linked > 0) LinkLater();
    }

    private async Task<bool> LinkAsync(User user, string escrowId)
    {
        var request = new ActionRequest(EscrowAction.LinkParty, new Caller(Door.SignIn, user.ToPerson()));
        var taken = await GrainFactory.GetGrain<IEscrowGrain>(escrowId).Take(request);
        if (taken.IsRefused) LogNotLinked(escrowId, taken.Refusal.Code);
        return !taken.IsRefused;
    }

    /// <summary>Goes on after this call was answered; the sweep repeats what a crash cuts off.</summary>
    private void LinkLater() => _ = LinkInBackgroundAsync();

    private async Task LinkInBackgroundAsync()
    {
        try
        {
            await GrainFactory.User(Email).LinkAll();
        }
        catch (Exception failure)
        {
            var (why, whole) = Outage.Tell(failure);
            LogLinkingFailed(whole, why);
        }
    }
}
