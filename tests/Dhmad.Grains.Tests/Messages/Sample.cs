using System.Collections;
using System.Reflection;

namespace Dhmad.Grains.Tests.Messages;

/// <summary>Makes values of any type that a grain is asked or answers, without knowing it.</summary>
public sealed class Sample(bool isFull)
{
    private const int MaxDepth = 12;

    private readonly NullabilityInfoContext nullability = new();
    private int made;

    /// <summary>A value with every member set, or with only what must be.</summary>
    /// <exception cref="NotSupportedException">No message can have such a type.</exception>
    public object? Of(Type type) => Of(type, 0);

    private object? Of(Type type, int depth)
    {
        if (depth > MaxDepth) throw new NotSupportedException($"{type} holds itself.");
        made++;
        return type switch
        {
            _ when Nullable.GetUnderlyingType(type) is { } inner => isFull ? Of(inner, depth) : null,
            _ when type == typeof(string) => $"text {made} é\u0001\"",
            _ when type == typeof(bool) => true,
            _ when type == typeof(int) => int.MaxValue - made,
            _ when type == typeof(long) => long.MaxValue - made,
            _ when type == typeof(decimal) => 79_228_162_514.264m + made,
            _ when type == typeof(Guid) => new Guid(made, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10),
            _ when type == typeof(DateTimeOffset) => new DateTimeOffset(2026, 9, 1, 8, 30, 0, 123, TimeSpan.Zero).AddTicks(made),
            _ when type == typeof(TimeSpan) => TimeSpan.FromTicks(864_000_000_123 + made),
            _ when type == typeof(byte[]) => new byte[] { 0, 255, (byte)made },
            _ when type.IsEnum => Enum.GetValues(type).Cast<object>().Last(),
            _ when ElementOf(type) is { } element => ListOf(element, depth),
            _ when ValueOf(type) is { } value => MapOf(value, depth),
            _ when type.IsAbstract || !type.FullName!.StartsWith("Dhmad.", StringComparison.Ordinal) =>
                throw new NotSupportedException($"No sample of {type}: a message holds plain values and our own closed types."),
            _ => ObjectOf(type, depth),
        };
    }

    private static Type? ElementOf(Type type) =>
        type.IsArray ? type.GetElementType()
        : type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) ? type.GetGenericArguments()[0]
        : null;

    private static Type? ValueOf(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>) && type.GetGenericArguments()[0] == typeof(string)
            ? type.GetGenericArguments()[1]
            : null;

    private Array ListOf(Type element, int depth)
    {
        var list = Array.CreateInstance(element, isFull ? 2 : 0);
        for (var index = 0; index < list.Length; index++) list.SetValue(Of(element, depth + 1), index);
        return list;
    }

    private object MapOf(Type value, int depth)
    {
        var map = (IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(typeof(string), value))!;
        if (isFull) map["a key"] = Of(value, depth + 1);
        return map;
    }

    private object ObjectOf(Type type, int depth)
    {
        var constructor = type.GetConstructors().Where(one => !IsCopy(one)).MaxBy(one => one.GetParameters().Length);
        var parameters = constructor?.GetParameters() ?? [];
        if (constructor is null && !type.IsValueType) throw new NotSupportedException($"{type} has no public constructor.");
        var arguments = parameters.Select(one => Has(nullability.Create(one)) ? Of(one.ParameterType, depth + 1) : null).ToArray();
        var made = constructor?.Invoke(arguments) ?? Activator.CreateInstance(type)!;
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            var isGiven = parameters.Any(one => string.Equals(one.Name, property.Name, StringComparison.OrdinalIgnoreCase));
            if (isGiven || property.SetMethod is null || !Has(nullability.Create(property))) continue;
            property.SetMethod.Invoke(made, [Of(property.PropertyType, depth + 1)]);
        }

        return made;
    }

    private bool Has(NullabilityInfo member) => isFull || member.WriteState != NullabilityState.Nullable;

    private static bool IsCopy(ConstructorInfo constructor) =>
        constructor.GetParameters() is [var only] && only.ParameterType == constructor.DeclaringType;
}
