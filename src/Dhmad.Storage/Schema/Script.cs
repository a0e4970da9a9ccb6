using System.Security.Cryptography;
using System.Text;

namespace Dhmad.Storage.Schema;

/// <summary>One numbered step of the schema. Once applied anywhere it never changes again.</summary>
internal sealed record Script(int Number, string Name, string Sql)
{
    /// <summary>SHA-256 of the text, the same whatever line ends a checkout has.</summary>
    public string Checksum { get; } =
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql.ReplaceLineEndings("\n"))));

    /// <summary>
    /// All scripts of one database, in order, from the resources named <c>Schema/{database}/0001_name.sql</c>.
    /// </summary>
    public static IReadOnlyList<Script> All(string database)
    {
        var assembly = typeof(Script).Assembly;
        var prefix = $"{typeof(Script).Namespace}.{database}.";
        return
        [
            .. assembly.GetManifestResourceNames()
                .Where(resource => resource.StartsWith(prefix, StringComparison.Ordinal))
                .Select(resource => Read(resource, resource[prefix.Length..^".sql".Length]))
                .OrderBy(script => script.Number),
        ];

        Script Read(string resource, string name)
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            return new Script(int.Parse(name.AsSpan(0, 4), null), name, reader.ReadToEnd());
        }
    }
}
