using System.Diagnostics.CodeAnalysis;

namespace Dhmad.Domain;

/// <summary>Either a value or the reason why there is none.</summary>
public sealed record Result<T>(T? Value, Refusal? Refusal)
{
    [MemberNotNullWhen(true, nameof(Refusal))]
    [MemberNotNullWhen(false, nameof(Value))]
    public bool IsRefused => Refusal is not null;

    public static implicit operator Result<T>(T value) => new(value, null);

    public static implicit operator Result<T>(Refusal refusal) => new(default, refusal);
}
