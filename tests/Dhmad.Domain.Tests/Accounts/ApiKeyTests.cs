using Dhmad.Domain.Accounts;

namespace Dhmad.Domain.Tests.Accounts;

public sealed class ApiKeyTests
{
    [Theory]
    [InlineData("Velo Souk", "Velo Souk")]
    [InlineData(" Velo Souk ", "Velo Souk")]
    [InlineData("", null)]
    [InlineData("  ", null)]
    [InlineData("Velo\nSouk", null)]
    [InlineData(null, null)]
    public void What_is_no_name_names_no_application(string? given, string? named)
    {
        var key = new ApiKey
        {
            Id = "key-1",
            DeveloperId = "dev-1",
            Name = "shop",
            KeyPrefix = "sk_sandbox_1234",
            Environment = DeploymentEnvironment.Sandbox,
            IsActive = true,
            Metadata = given is null ? [] : new Dictionary<string, string> { ["appName"] = given },
            CreatedAt = DateTimeOffset.UnixEpoch,
        };
        Assert.Equal(named, key.AppName);
        var tooLong = new string('x', DeveloperSettings.MaxNameLength + 1);
        Assert.Null((key with { Metadata = new Dictionary<string, string> { ["appName"] = tooLong } }).AppName);
    }
}
