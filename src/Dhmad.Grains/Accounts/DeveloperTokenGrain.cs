using Dhmad.Storage.Accounts;

namespace Dhmad.Grains.Accounts;

/// <summary>One developer token. Its row is asked each time: these doors are for settings, not for traffic.</summary>
public sealed class DeveloperTokenGrain(TokenStore store, EscrowTime time) : LeavingGrain, IDeveloperTokenGrain
{
    private string Hash => AccountGrains.NameIn(this.GetPrimaryKeyString());

    public async Task<string?> Authenticate()
    {
        var developerId = await store.FindDeveloperAsync(Hash, time.RealNow, CancellationToken.None);
        if (developerId is null) LeaveSoon();
        return developerId;
    }

    public async Task End()
    {
        LeaveSoon();
        await store.EndAsync(Hash, CancellationToken.None);
    }
}
