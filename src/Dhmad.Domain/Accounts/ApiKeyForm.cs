namespace Dhmad.Domain.Accounts;

/// <summary>An API key: <c>sk_live_</c> or <c>sk_sandbox_</c>, then 32 random bytes in lower-case hex.</summary>
public static class ApiKeyForm
{
    private const string LivePrefix = "sk_live_";
    private const string SandboxPrefix = "sk_sandbox_";
    private const int ShownCharacters = 6;

    /// <summary>A new key; shown once, and kept only as <see cref="SecretToken.Hash"/>.</summary>
    public static string Make(IdSource ids, DeploymentEnvironment environment) =>
        SecretToken.Make(ids, PrefixOf(environment));

    /// <summary>Which kind of key this is, by its prefix alone, whatever follows.</summary>
    public static DeploymentEnvironment? EnvironmentOf(string key)
    {
        if (key.StartsWith(LivePrefix, StringComparison.Ordinal)) return DeploymentEnvironment.Live;
        return key.StartsWith(SandboxPrefix, StringComparison.Ordinal) ? DeploymentEnvironment.Sandbox : null;
    }

    public static bool IsWellFormed(string key) =>
        EnvironmentOf(key) is { } environment && SecretToken.IsWellFormed(key, PrefixOf(environment));

    /// <summary>The part of a well-formed key that may be shown: its prefix and six characters.</summary>
    public static string KeyPrefix(string key) =>
        IsWellFormed(key)
            ? key[..(key.Length - SecretToken.HexLength + ShownCharacters)]
            : throw new ArgumentException("This is not an API key.", nameof(key));

    private static string PrefixOf(DeploymentEnvironment environment) =>
        environment == DeploymentEnvironment.Live ? LivePrefix : SandboxPrefix;
}
