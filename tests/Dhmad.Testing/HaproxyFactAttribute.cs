using Xunit;

namespace Dhmad.Testing;

/// <summary>A test of the proxy's settings; where haproxy is missing it is skipped and says so, but in CI it fails.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class HaproxyFactAttribute : FactAttribute
{
    public HaproxyFactAttribute() => Skip = Haproxy.IsInstalled || Environment.GetEnvironmentVariable("CI") == "true"
        ? null
        : "No haproxy on the PATH (Debian: apt-get install haproxy).";
}
