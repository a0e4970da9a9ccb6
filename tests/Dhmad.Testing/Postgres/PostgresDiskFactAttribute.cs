using Xunit;

namespace Dhmad.Testing.Postgres;

/// <summary>
/// As <see cref="PostgresFactAttribute"/>, for tests that mount a small disk; where that cannot be done, as in a
/// container without the right, it is skipped and says so, but in CI it fails.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PostgresDiskFactAttribute : FactAttribute
{
    private static readonly Lazy<string?> WhyNoMount = new(TryMount);

    public PostgresDiskFactAttribute() => Skip = PostgresFactAttribute.SkipReason ?? MountReason;

    private static string? MountReason =>
        Environment.GetEnvironmentVariable("CI") == "true" ? null : WhyNoMount.Value;

    /// <summary>Mounts one where nobody else sees it, and where it goes with the program that did it.</summary>
    private static string? TryMount()
    {
        try
        {
            string[] mount = ["--mount", "mount", "-t", "tmpfs", "-o", "size=1m", "dhmad-test", "/tmp"];
            PostgresPrograms.RunAsync(PostgresPrograms.Command("unshare", mount)).GetAwaiter().GetResult();
            return null;
        }
        catch (InvalidOperationException failure)
        {
            return $"A small disk cannot be mounted here: {failure.Message.Trim()}";
        }
    }
}
