namespace Dhmad.Pages.Tests.Browser;

/// <summary>A test in Debian's Chromium; where that is missing it is skipped and says so, except in CI, where it fails.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute()
    {
        if (!File.Exists(Chromium.Program) && !IsCi) Skip = $"There is no browser at {Chromium.Program}.";
    }

    internal static bool IsCi => Environment.GetEnvironmentVariable("CI") == "true";
}
