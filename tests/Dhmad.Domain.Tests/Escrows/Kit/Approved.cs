using System.Runtime.CompilerServices;
using System.Text;

namespace Dhmad.Domain.Tests.Escrows.Kit;

/// <summary>Compares a text with the file it was approved as.</summary>
internal static class Approved
{
    private const string Switch = "DHMAD_APPROVE";
    private const int LinesShown = 20;

    /// <param name="text">What came out now.</param>
    /// <param name="file">From the root of the repository.</param>
    public static void Check(string text, string file)
    {
        var path = Path.Combine(Root(), file);
        if (Environment.GetEnvironmentVariable(Switch) == "1") File.WriteAllText(path, text);

        var approved = File.Exists(path) ? File.ReadAllText(path) : "";
        if (approved == text) return;
        Assert.Fail($"""
            {file} is not what comes out now:
            {Difference(approved, text)}
            When the new text is right, approve it: {Switch}=1 dotnet test tests/Dhmad.Domain.Tests
            """);
    }

    private static string Difference(string approved, string text)
    {
        var (before, now) = (approved.Split('\n'), text.Split('\n'));
        var shown = new StringBuilder();
        var lines = 0;
        for (var i = 0; i < Math.Max(before.Length, now.Length) && lines < LinesShown; i++)
        {
            var (old, current) = (before.ElementAtOrDefault(i), now.ElementAtOrDefault(i));
            if (old == current) continue;
            if (old is not null) shown.Append($"{i + 1} - {old}\n");
            if (current is not null) shown.Append($"{i + 1} + {current}\n");
            lines++;
        }

        return shown.ToString();
    }

    private static string Root([CallerFilePath] string here = "")
    {
        for (var folder = Path.GetDirectoryName(here); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "Dhmad.sln"))) return folder;
        }

        throw new InvalidOperationException("The tests run from a checkout that has Dhmad.sln at its root.");
    }
}
