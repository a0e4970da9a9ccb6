using Xunit;

namespace Dhmad.Testing.Postgres;

/// <summary>A test on PostgreSQL; where that is missing it is skipped and says so, but in CI it fails.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PostgresFactAttribute : FactAttribute
{
    public PostgresFactAttribute() => Skip = SkipReason;

    /// <summary>What a fixture asks before it starts anything: null when its tests run.</summary>
    public static string? SkipReason =>
        Environment.GetEnvironmentVariable("CI") == "true" ? null : PostgresServer.MissingReason;
}
