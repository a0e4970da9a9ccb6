using System.Text.Json;
using System.Text.Json.Serialization;

namespace Dhmad.Silo;

/// <summary>
/// How what grains are asked and answer is written between the nodes of a cluster: domain types carry no attributes for
/// it. Enum members are written by name, so that nodes of two versions agree on them.
/// </summary>
public static class MessageJson
{
    private const string OurNames = nameof(Dhmad);

    /// <summary>Derived properties are not sent.</summary>
    public static JsonSerializerOptions Options { get; } = new()
    {
        Converters = { new JsonStringEnumConverter() },
        IgnoreReadOnlyProperties = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>
    /// Whether a type is one of ours; exceptions are not written like this, they keep type and text only.
    /// </summary>
    public static bool Carries(Type type) => IsOurs(type.Namespace ?? "") && !type.IsAssignableTo(typeof(Exception));

    /// <summary>Whether a full type name or a namespace is ours.</summary>
    public static bool IsOurs(string name) =>
        name.StartsWith(OurNames, StringComparison.Ordinal)
        && (name.Length == OurNames.Length || name[OurNames.Length] == '.');
}
