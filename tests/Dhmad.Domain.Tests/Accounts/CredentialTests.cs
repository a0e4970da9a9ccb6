using Dhmad.Domain.Accounts;

namespace Dhmad.Domain.Tests.Accounts;

public sealed class CredentialTests
{
    private const string Hex = "4be01f0c9b8a7e5d4c3b2a19080706f5e4d3c2b1a09f8e7d6c5b4a39281706f5";

    [Theory]
    [InlineData(DeploymentEnvironment.Live, "sk_live_")]
    [InlineData(DeploymentEnvironment.Sandbox, "sk_sandbox_")]
    public void A_new_key_is_well_formed_and_of_its_environment(DeploymentEnvironment environment, string prefix)
    {
        var key = ApiKeyForm.Make(new SeededIds(1), environment);

        Assert.True(ApiKeyForm.IsWellFormed(key));
        Assert.Equal(environment, ApiKeyForm.EnvironmentOf(key));
        Assert.StartsWith(prefix, key, StringComparison.Ordinal);
        Assert.Equal(prefix.Length + 64, key.Length);
        Assert.NotEqual(key, ApiKeyForm.Make(new SeededIds(2), environment));
    }

    [Theory]
    [InlineData("sk_live_" + Hex, "sk_live_4be01f")]
    [InlineData("sk_sandbox_" + Hex, "sk_sandbox_4be01f")]
    public void Six_characters_of_a_key_may_be_shown(string key, string shown) =>
        Assert.Equal(shown, ApiKeyForm.KeyPrefix(key));

    [Theory]
    [InlineData("sk_live_", DeploymentEnvironment.Live)]
    [InlineData("sk_live_nonsense", DeploymentEnvironment.Live)]
    [InlineData("sk_sandbox_x", DeploymentEnvironment.Sandbox)]
    [InlineData("SK_LIVE_" + Hex, null)]
    [InlineData("sk_test_" + Hex, null)]
    [InlineData("", null)]
    public void The_prefix_alone_tells_the_environment(string key, DeploymentEnvironment? environment) =>
        Assert.Equal(environment, ApiKeyForm.EnvironmentOf(key));

    [Theory]
    [InlineData("")]
    [InlineData("sk_live_")]
    [InlineData("sk_live_" + Hex + "0")]
    [InlineData("sk_live_4BE01F0c9b8a7e5d4c3b2a19080706f5e4d3c2b1a09f8e7d6c5b4a39281706f5")]
    [InlineData("sk_live_" + Hex + "\n")]
    [InlineData("dt_" + Hex)]
    public void Other_texts_are_no_keys(string key)
    {
        Assert.False(ApiKeyForm.IsWellFormed(key));
        Assert.Throws<ArgumentException>(() => ApiKeyForm.KeyPrefix(key));
    }

    [Fact]
    public void A_token_is_kept_as_the_hash_of_the_whole_of_it() =>
        // printf 'abc' | sha256sum
        Assert.Equal("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", SecretToken.Hash("abc"));

    [Fact]
    public void Tokens_have_the_prefix_of_their_door()
    {
        var token = SecretToken.Make(new SeededIds(1), SecretToken.DeveloperPrefix);
        Assert.True(SecretToken.IsWellFormed(token, SecretToken.DeveloperPrefix));
        Assert.False(SecretToken.IsWellFormed(token, SecretToken.OperatorPrefix));
    }

    [Theory]
    [InlineData("Passw0rd!")]
    [InlineData("Aa1 aaaa")]
    [InlineData("Éé1ملح-x")]
    public void A_good_password_passes(string password) => Assert.Null(PasswordRules.WhyNot(password));

    [Theory]
    [InlineData(null)]
    [InlineData("Aa1!aaa")]
    [InlineData("password1!")]
    [InlineData("PASSWORD1!")]
    [InlineData("Password!")]
    [InlineData("Password1")]
    public void A_weak_password_does_not(string? password) => Assert.NotNull(PasswordRules.WhyNot(password));

    [Fact]
    public void A_password_has_8_to_128_characters()
    {
        Assert.Null(PasswordRules.WhyNot("Aa1!" + new string('x', 4)));
        Assert.Null(PasswordRules.WhyNot("Aa1!" + new string('x', 124)));
        Assert.NotNull(PasswordRules.WhyNot("Aa1!" + new string('x', 125)));
        Assert.NotNull(PasswordRules.WhyNot("Aa1!xxxx\ud83d"));
    }

    [Theory]
    [InlineData("Amel", true)]
    [InlineData("amel12345678901234ab", true)]
    [InlineData("amel12345678901234abc", false)]
    [InlineData("ame", false)]
    [InlineData("amel b", false)]
    [InlineData("amel_b", false)]
    [InlineData("améla", false)]
    [InlineData("аmel", false)] // a Cyrillic a
    [InlineData(null, false)]
    public void A_username_is_ASCII_letters_and_digits(string? username, bool valid) =>
        Assert.Equal(valid, Username.IsValid(username));

    [Fact]
    public void Usernames_differ_by_more_than_case() => Assert.Equal(Username.Key("amel"), Username.Key("AmEl"));
}
