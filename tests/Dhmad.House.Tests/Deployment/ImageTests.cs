namespace Dhmad.House.Tests.Deployment;

/// <summary>The image is built from what is there.</summary>
public class ImageTests
{
    private static readonly string[] Lines = House.Lines("Dockerfile");

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
}
