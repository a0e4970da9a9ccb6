using Dhmad.Domain;
using Dhmad.Domain.Accounts;
using Dhmad.Storage.Accounts;

namespace Dhmad.Grains.Accounts;

/// <summary>
/// Judges passwords under one e-mail one after another, so that guesses cannot run beside each other.
/// </summary>
public sealed class DeveloperLoginGrain(
    DeveloperStore developers, LoginFailureStore failures, TokenStore tokens, EscrowTime time, IdSource ids)
    : Grain, IDeveloperLoginGrain
{
    public async Task<LoginAnswer> LogIn(string password, string address)
    {
        var email = AccountGrains.NameIn(this.GetPrimaryKeyString());
        var known = await failures.ReadAsync(email, address, time.RealNow, CancellationToken.None);
        var wait = known.WaitAt(time.RealNow);
        if (wait > TimeSpan.Zero) return new LoginAnswer(null, (int)Math.Ceiling(wait.TotalSeconds));

        var login = await developers.FindLoginAsync(email, CancellationToken.None);
        // Deriving takes long on purpose; it must not hold up other grains' turns.
        var isRight = await Task.Run(() => PasswordHash.IsRight(login?.PasswordHash, password));
        if (login is not null && isRight) return new LoginAnswer(await IssueAsync(login.Id));

        await failures.AddAsync(email, address, time.RealNow, CancellationToken.None);
        return new LoginAnswer(null);
    }

    private async Task<TokenIssued> IssueAsync(string developerId)
    {
        var token = SecretToken.Make(ids, SecretToken.DeveloperPrefix);
        var now = time.RealNow;
        var kept = new DeveloperToken(SecretToken.Hash(token), developerId, now, now + DeveloperToken.Lifetime);
        await tokens.AddAsync(kept, CancellationToken.None);
        return new TokenIssued(token, kept.ExpiresAt);
    }
}
