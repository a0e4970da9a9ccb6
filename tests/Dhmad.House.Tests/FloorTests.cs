using System.Xml.Linq;

namespace Dhmad.House.Tests;

/// <summary>Which floor may know which: the table of docs/architecture.md.</summary>
public class FloorTests
{
    private static readonly Dictionary<string, string[]> MayKnow = new()
    {
        ["Dhmad.Domain"] = [],
        ["Dhmad.Embedded"] = [],
        ["Dhmad.Grains.Interfaces"] = ["Dhmad.Domain"],
        ["Dhmad.Storage"] = ["Dhmad.Domain"],
        ["Dhmad.Grains"] = ["Dhmad.Grains.Interfaces", "Dhmad.Domain", "Dhmad.Storage"],
        ["Dhmad.Silo"] = ["Dhmad.Grains", "Dhmad.Storage", "Dhmad.Grains.Interfaces", "Dhmad.Domain"],
        ["Dhmad.Api"] = ["Dhmad.Grains.Interfaces", "Dhmad.Storage", "Dhmad.Silo", "Dhmad.Domain"],
    };

    public static TheoryData<string> Floors => [.. MayKnow.Keys];

    [Fact]
    public void Every_project_under_src_is_a_floor_of_the_house() =>
        Assert.Equal(
            MayKnow.Keys.Order(StringComparer.Ordinal),
            Directory.EnumerateDirectories(Path.Combine(House.Root, "src")).Select(Path.GetFileName).Order(StringComparer.Ordinal)!);

    [Theory]
    [MemberData(nameof(Floors))]
    public void A_floor_knows_only_the_floors_it_may(string floor)
    {
        var known = Project(floor).Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')));
        House.Nothing(known.Where(other => !MayKnow[floor].Contains(other)).Select(other => $"{floor} must not know {other}"));
    }

    [Fact]
    public void The_domain_knows_nothing_but_the_base_class_library()
    {
        var project = Project("Dhmad.Domain");
        Assert.Empty(project.Descendants("PackageReference"));
        Assert.Empty(project.Descendants("FrameworkReference"));
    }

    [Fact]
    public void The_api_does_not_reach_into_grain_classes()
    {
        var interfaces = DeclaredTypes("src/Dhmad.Grains.Interfaces");
        var grainClasses = House.Sources("src/Dhmad.Grains")
            .Where(file => file.EndsWith("Grain.cs", StringComparison.Ordinal))
            .Select(file => Path.GetFileNameWithoutExtension(file)!)
            .Where(name => !interfaces.Contains(name))
            .ToHashSet();
        Assert.NotEmpty(grainClasses);
        House.Nothing(
            from file in House.Sources("src/Dhmad.Api")
            let words = House.Read(file).Split([' ', '<', '>', '(', ')', '.', ',', ';', '\n'])
            from word in words.Distinct()
            where grainClasses.Contains(word)
            select $"{file} names the class {word}; ask its interface");
    }

    private static HashSet<string> DeclaredTypes(string folder) =>
        [.. House.Sources(folder).Select(file => Path.GetFileNameWithoutExtension(file)!)];

    private static XDocument Project(string floor) => XDocument.Load(Path.Combine(House.Root, "src", floor, floor + ".csproj"));
}
