using Dhmad.Domain.Accounts;

namespace Dhmad.Api.Http;

/// <summary>Who calls, as far as the credential tells.</summary>
/// <param name="Bucket">Whose requests are counted together: a key's, a developer's or an address's.</param>
/// <param name="Limit">How many of them pass in a minute.</param>
public sealed record ApiCaller(string Bucket, int Limit)
{
    /// <summary>Whose key or token it is; "" where none is asked for.</summary>
    public string DeveloperId { get; init; } = "";

    /// <summary>The key, at doors that ask for one.</summary>
    public ApiKey? Key { get; init; }

    /// <summary>The token, at doors that ask for one.</summary>
    public string? Token { get; init; }

    /// <summary>Why the credential does not open the door.</summary>
    public Problem? Refused { get; init; }
}
