namespace Dhmad.Api.Tests.Kit;

/// <summary>A test that runs the program as a user without rights; where there is none it is skipped and says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class UnprivilegedFactAttribute : FactAttribute
{
    public UnprivilegedFactAttribute() => Skip = RunningProgram.WhyNotUnprivileged;
}
