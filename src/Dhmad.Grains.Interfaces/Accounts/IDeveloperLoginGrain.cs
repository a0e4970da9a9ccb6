namespace Dhmad.Grains.Accounts;

/// <summary>
/// Password sign-in under one e-mail, whether or not a developer has it: answers and timing do not tell.
/// </summary>
public interface IDeveloperLoginGrain : IGrainWithStringKey
{
    Task<LoginAnswer> LogIn(string password, string address);
}

/// <summary>What a sign-in came to: a token, or a wrong pair, or a wait after too many failures.</summary>
/// <param name="Token">Null when the pair is wrong or must wait.</param>
/// <param name="RetryAfterSeconds">Above 0 when it must wait.</param>
public sealed record LoginAnswer(TokenIssued? Token, int RetryAfterSeconds = 0);

/// <summary>A new developer token, shown once.</summary>
public sealed record TokenIssued(string Token, DateTimeOffset ExpiresAt);
