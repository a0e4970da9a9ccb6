using Dhmad.Storage.Accounts;

namespace Dhmad.Grains.Accounts;

/// <summary>
/// One signed-in browser. Its row is asked each time, so that ending it anywhere takes effect at once.
/// </summary>
public sealed class SignInGrain(SignInStore store, EscrowTime time) : LeavingGrain, ISignInGrain
{
    /// <summary>How often at most its use is written.</summary>
    private static readonly TimeSpan BetweenTouches = TimeSpan.FromMinutes(1);

    private string Hash => AccountGrains.NameIn(this.GetPrimaryKeyString());

    public async Task<SignedIn?> Authenticate()
    {
        var now = time.RealNow;
        if (await store.FindAsync(Hash, CancellationToken.None) is not var (signIn, user) || !signIn.IsGoodAt(now))
        {
            LeaveSoon();
            return null;
        }

        if (now - signIn.UsedAt >= BetweenTouches)
        {
            await store.UseAsync(Hash, now, CancellationToken.None);
            signIn = signIn with { UsedAt = now };
        }

        return new SignedIn(user, signIn.CodeAt, signIn.EndsAt);
    }

    public async Task End()
    {
        LeaveSoon();
        await store.EndAsync(Hash, time.RealNow, CancellationToken.None);
    }
}
