namespace Dhmad.Api.Settings;

/// <summary>Where settings come from: <c>appsettings.json</c> in the current folder, then the environment.</summary>
public static class Configuration
{
    private const string File = "appsettings.json";
    private const string AspNetPrefix = "ASPNETCORE_";

    /// <exception cref="SettingsException">The file is there and cannot be read.</exception>
    public static IConfigurationRoot Load()
    {
        try
        {
            return new ConfigurationBuilder()
                .SetBasePath(Directory.GetCurrentDirectory())
                .AddJsonFile(File, optional: true, reloadOnChange: false)
                .AddEnvironmentVariables(AspNetPrefix)
                .AddEnvironmentVariables()
                .Build();
        }
        catch (Exception failure) when (failure is InvalidDataException or UnauthorizedAccessException)
        {
            // The innermost says where in the file, with no value of it.
            throw new SettingsException($"{File} cannot be read: {failure.GetBaseException().Message}", failure);
        }
    }
}
