namespace Dhmad.Api.Settings;

/// <summary>Where settings come from: <c>appsettings.json</c> in the current folder, then the environment.</summary>
public static class Configuration
{
    private const string AspNetPrefix = "ASPNETCORE_";

    public static IConfigurationRoot Load() => new ConfigurationBuilder()
        .SetBasePath(Directory.GetCurrentDirectory())
        .AddJsonFile("appsettings.json", optional: true, reloadOnChange: false)
        .AddEnvironmentVariables(AspNetPrefix)
        .AddEnvironmentVariables()
        .Build();
}
