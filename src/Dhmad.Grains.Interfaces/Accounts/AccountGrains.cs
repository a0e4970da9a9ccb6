namespace Dhmad.Grains.Accounts;

/// <summary>
/// How the grains of this room are found. Keys carry a prefix, so that no store mistakes them for numbers.
/// </summary>
public static class AccountGrains
{
    extension(IGrainFactory grains)
    {
        /// <param name="keyHash">SHA-256 of the whole key, in lower-case hex.</param>
        public IApiKeyGrain ApiKey(string keyHash) => grains.GetGrain<IApiKeyGrain>("key_" + keyHash);

        /// <param name="bucket">Who is counted, such as <c>key_66d4…</c> or <c>address_192.0.2.1</c>.</param>
        public IRateLimitGrain RateLimit(string bucket) => grains.GetGrain<IRateLimitGrain>("rate_" + bucket);

        public IDeveloperGrain Developer(string developerId) => grains.GetGrain<IDeveloperGrain>("dev_" + developerId);

        /// <param name="tokenHash">SHA-256 of the whole token, in lower-case hex.</param>
        public IDeveloperTokenGrain DeveloperToken(string tokenHash) =>
            grains.GetGrain<IDeveloperTokenGrain>("token_" + tokenHash);

        /// <param name="email">
        /// What was typed, in the form of the specification, whether or not an account has it.
        /// </param>
        public IDeveloperLoginGrain DeveloperLogin(string email) =>
            grains.GetGrain<IDeveloperLoginGrain>("login_" + email);

        public IUserGrain User(string email) => grains.GetGrain<IUserGrain>("user_" + email);

        /// <param name="cookieHash">SHA-256 of the cookie's value, in lower-case hex.</param>
        public ISignInGrain SignIn(string cookieHash) => grains.GetGrain<ISignInGrain>("signin_" + cookieHash);
    }
    /// <summary>What follows the prefix of a key made here.</summary>
    public static string NameIn(string grainKey) => grainKey[(grainKey.IndexOf('_', StringComparison.Ordinal) + 1)..];
}
