using Xunit;

namespace Dhmad.Testing.Postgres;

/// <summary>As <see cref="PostgresFactAttribute"/>, for tests that mount a small disk, which only root may.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PostgresDiskFactAttribute : FactAttribute
{
    public PostgresDiskFactAttribute() => Skip = PostgresFactAttribute.SkipReason ?? MountReason;

    private static string? MountReason =>
        Environment.IsPrivilegedProcess || Environment.GetEnvironmentVariable("CI") == "true"
            ? null
            : "A small disk is mounted by root alone.";
}
