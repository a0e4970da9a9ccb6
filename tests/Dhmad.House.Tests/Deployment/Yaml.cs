using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Dhmad.House.Tests.Deployment;

/// <summary>A YAML file of the repository.</summary>
internal static class Yaml
{
    /// <exception cref="YamlException">It is none: a key is there twice, an anchor is missing, it does not parse.</exception>
    public static YamlMappingNode Read(string file)
    {
        using var text = new StringReader(House.Read(file));
        var stream = new YamlStream();
        stream.Load(text);
        return (YamlMappingNode)Assert.Single(stream.Documents).RootNode;
    }

    public static YamlMappingNode Map(this YamlMappingNode node, string key) => (YamlMappingNode)node[key];

    public static IEnumerable<string> Keys(this YamlMappingNode node) =>
        node.Children.Keys.Select(key => ((YamlScalarNode)key).Value!);

    /// <summary>The value of a key, of its own or merged into it; null when there is none.</summary>
    public static YamlNode? Find(this YamlMappingNode node, string key)
    {
        if (node.Children.TryGetValue(key, out var own)) return own;
        return node.Children.TryGetValue("<<", out var merged) ? ((YamlMappingNode)merged).Find(key) : null;
    }

    /// <summary>Its own keys and those merged into it.</summary>
    public static IEnumerable<string> AllKeys(this YamlMappingNode node) =>
        node.Keys().Where(key => key != "<<").Concat(
            node.Children.TryGetValue("<<", out var merged) ? ((YamlMappingNode)merged).AllKeys() : []).Distinct();

    /// <summary>A list of texts.</summary>
    public static IEnumerable<string> Texts(this YamlNode node) =>
        ((YamlSequenceNode)node).Select(item => ((YamlScalarNode)item).Value!);
}
