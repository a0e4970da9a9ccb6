namespace Dhmad.Api.Tests.Kit;

/// <summary>
/// A test that runs the program as a user without rights; where that cannot be done it is skipped and says so, but in
/// CI it fails.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class UnprivilegedFactAttribute : FactAttribute
{
    public UnprivilegedFactAttribute() => Skip =
        Environment.GetEnvironmentVariable("CI") == "true" ? null : RunningProgram.WhyNotUnprivileged;
}
