using System.Runtime.CompilerServices;

namespace Dhmad.House.Tests;

/// <summary>The source tree itself, as the tests see it.</summary>
internal static class House
{
    public static readonly string Root = FindRoot();

    /// <summary>All C# files below a folder of the repository, as repository paths.</summary>
    public static IReadOnlyList<string> Sources(string folder) =>
        [.. Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Root, file))
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)];

    /// <summary>What readers are told: the documents of the repository, and the files of its deployment.</summary>
    public static IReadOnlyList<string> Documents() =>
        [.. new[] { "docs", "deploy", ".github" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Root, folder), "*", SearchOption.AllDirectories))
            .Select(file => Path.GetRelativePath(Root, file))
            .Append("README.md")
            .Append("bench/README.md")
            .Append("Dockerfile")];

    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    public static string[] Lines(string file) => File.ReadAllLines(Path.Combine(Root, file));

    /// <summary>Fails with one line per offence, so that all are seen at once.</summary>
    public static void Nothing(IEnumerable<string> offences) =>
        Assert.True(!offences.Any(), string.Join('\n', offences.Take(40)));

    private static string FindRoot([CallerFilePath] string here = "")
    {
        for (var folder = Path.GetDirectoryName(here); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "Dhmad.sln"))) return folder;
        }

        throw new InvalidOperationException("The tests run from a checkout that has Dhmad.sln at its root.");
    }
}
