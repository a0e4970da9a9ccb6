using Xunit;

namespace Dhmad.Testing.Postgres;

/// <summary>As <see cref="PostgresFactAttribute"/>, for tests with rows.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PostgresTheoryAttribute : TheoryAttribute
{
    public PostgresTheoryAttribute() => Skip = PostgresFactAttribute.SkipReason;
}
