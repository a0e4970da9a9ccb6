using System.Collections;
using System.Reflection;

namespace Dhmad.Grains.Tests.Messages;

/// <summary>What two values of one type differ in, field by field, whatever their own equality says.</summary>
public static class Differences
{
    public static IEnumerable<string> Between(object? left, object? right, string path)
    {
        if (left is null || right is null)
            return left is null && right is null ? [] : [$"{path}: {left ?? "null"} and {right ?? "null"}"];
        return left switch
        {
            IDictionary map => OfMaps(map, (IDictionary)right, path),
            IEnumerable list and not string => OfLists(list, (IEnumerable)right, path),
            _ when IsOurs(left.GetType()) => OfFields(left, right, path),
            _ => left.Equals(right) ? [] : [$"{path}: {left} and {right}"],
        };
    }

    private static bool IsOurs(Type type) => !type.IsEnum && type.FullName!.StartsWith("Dhmad.", StringComparison.Ordinal);

    private static IEnumerable<string> OfFields(object left, object right, string path)
    {
        var fields = left.GetType().GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic);
        return left.GetType() == right.GetType()
            ? fields.SelectMany(field => Between(field.GetValue(left), field.GetValue(right), $"{path}.{field.Name}"))
            : [$"{path}: {left.GetType()} and {right.GetType()}"];
    }

    private static IEnumerable<string> OfLists(IEnumerable left, IEnumerable right, string path)
    {
        var (one, other) = (left.Cast<object?>().ToList(), right.Cast<object?>().ToList());
        return one.Count == other.Count
            ? one.SelectMany((item, index) => Between(item, other[index], $"{path}[{index}]"))
            : [$"{path}: {one.Count} and {other.Count} items"];
    }

    private static IEnumerable<string> OfMaps(IDictionary left, IDictionary right, string path) =>
        left.Count == right.Count
            ? left.Keys.Cast<object>().SelectMany(key => Between(left[key], right[key], $"{path}[{key}]"))
            : [$"{path}: {left.Count} and {right.Count} keys"];
}
