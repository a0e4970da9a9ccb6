namespace Dhmad.Grains.Accounts;

/// <summary>One developer token, found by its hash.</summary>
public interface IDeveloperTokenGrain : IGrainWithStringKey
{
    /// <summary>The developer's id, or null when it is unknown, ended or expired.</summary>
    [Idempotent]
    Task<string?> Authenticate();

    /// <summary>Ends it at once.</summary>
    [Idempotent]
    Task End();
}
