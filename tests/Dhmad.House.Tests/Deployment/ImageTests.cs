using YamlDotNet.RepresentationModel;

namespace Dhmad.House.Tests.Deployment;

/// <summary>The image is built from what is there, holds no more than it runs, and says how it is.</summary>
public class ImageTests
{
    private static readonly string[] Lines = House.Lines("Dockerfile");

    private static int LastStage => Array.FindLastIndex(Lines, IsStage);

    [Fact]
    public void The_projects_of_all_floors_are_there_before_their_packages_are_restored()
    {
        var before = string.Join('\n', Lines.TakeWhile(line => !line.Contains("dotnet restore", StringComparison.Ordinal)));
        House.Nothing(
            from folder in Directory.EnumerateDirectories(Path.Combine(House.Root, "src"))
            let name = Path.GetFileName(folder)
            from file in new[] { $"src/{name}/{name}.csproj", $"src/{name}/packages.lock.json" }
            where !before.Contains(file, StringComparison.Ordinal)
            select $"the Dockerfile does not copy {file}");
    }

    [Fact]
    public void What_it_copies_exists() =>
        House.Nothing(
            from line in Lines
            where line.StartsWith("COPY ", StringComparison.Ordinal) && !line.Contains("--from", StringComparison.Ordinal)
            from source in line.Split(' ').Skip(1).TakeWhile(word => word != "\\").SkipLast(line.EndsWith('\\') ? 0 : 1)
            where !Path.Exists(Path.Combine(House.Root, source))
            select $"there is no {source}");

    [Fact]
    public void It_does_not_run_as_root()
    {
        var user = Array.FindLastIndex(Lines, line => line.StartsWith("USER ", StringComparison.Ordinal));
        var start = Array.FindLastIndex(Lines, line => line.StartsWith("ENTRYPOINT ", StringComparison.Ordinal));
        Assert.True(user >= 0 && user < start);
        Assert.DoesNotContain("root", Lines[user]);
    }

    /// <summary>Neither the SDK nor the sources are in it.</summary>
    [Fact]
    public void What_built_it_stays_behind()
    {
        var before = Assert.Single(Lines[..LastStage], IsStage);
        Assert.Matches("^FROM mcr.microsoft.com/dotnet/sdk:[0-9.]+-[a-z]+ AS build$", before);
        Assert.Matches("^FROM mcr.microsoft.com/dotnet/aspnet:[0-9.]+-[a-z]+$", Lines[LastStage]);
        Assert.Equal(["COPY --from=build /app /app"], Lines[LastStage..].Where(IsFilled));

        static bool IsFilled(string line) =>
            line.StartsWith("COPY ", StringComparison.Ordinal) || line.StartsWith("ADD ", StringComparison.Ordinal);
    }

    /// <summary>By itself it is asked whether it runs; compose files may ask more of it, and of each node ask something.
    /// </summary>
    [Fact]
    public void It_is_asked_whether_it_runs()
    {
        var check = Array.FindIndex(Lines, line => line.StartsWith("HEALTHCHECK ", StringComparison.Ordinal));
        Assert.True(check > LastStage);
        Assert.Equal("CMD [\"dhmad\", \"health\", \"--live\"]", Lines[check + 1].Trim());
        foreach (var (name, node) in Nodes().Where(node => node.Name != "migrate"))
        {
            var test = ((YamlMappingNode)node.Find("healthcheck")!).Find("test")!.Texts().ToList();
            Assert.True(test is ["CMD", "dhmad", "health", ..], $"{name} is asked {string.Join(' ', test)}");
        }
    }

    /// <summary>Its root is read-only, and what it does write to lies elsewhere.</summary>
    [Fact]
    public void It_can_write_where_it_must_and_nowhere_else()
    {
        var volume = Lines.Single(line => line.StartsWith("VOLUME ", StringComparison.Ordinal)).Split(' ')[1];
        foreach (var (name, node) in Nodes())
        {
            Assert.True(node.Find("read_only") is YamlScalarNode { Value: "true" }, $"{name} can write to its root");
            var writable = node.Find("tmpfs")!.Texts().Select(path => path.Split(':')[0]).ToHashSet();
            Assert.True(writable.SetEquals(["/tmp", volume]), $"{name} can write to {string.Join(' ', writable)}");
        }
    }

    [Fact]
    public void The_workflow_has_its_file_looked_over()
    {
        var images = Yaml.Read(".github/workflows/ci.yml").Map("jobs").Map("images");
        Assert.Contains(
            ((YamlSequenceNode)images["steps"]).Cast<YamlMappingNode>(),
            step => step.Find("run") is YamlScalarNode { Value: { } run }
                && run.Contains("hadolint/hadolint:v", StringComparison.Ordinal)
                && run.Contains("< Dockerfile", StringComparison.Ordinal));
    }

    private static bool IsStage(string line) => line.StartsWith("FROM ", StringComparison.Ordinal);

    /// <summary>Who runs the image, in any compose file.</summary>
    private static List<(string Name, YamlMappingNode Node)> Nodes()
    {
        var nodes = (
            from object[] row in ComposeTests.Files
            let services = Yaml.Read((string)row[0]).Map("services")
            from name in services.Keys()
            let node = services.Map(name)
            where node.Find("build") is not null
            select ($"{name}", node)).ToList();
        Assert.True(nodes.Count > 5);
        return nodes;
    }
}
