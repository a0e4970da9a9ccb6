using System.Text.RegularExpressions;

namespace Dhmad.House.Tests;

/// <summary>Sizes and shapes that keep a file readable.</summary>
public partial class ShapeTests
{
    private const int Ceiling = 300;
    private const int Usual = 150;
    private const int LineWidth = 120;

    [Fact]
    public void No_source_file_is_longer_than_the_ceiling() =>
        House.Nothing(
            from file in House.Sources("src")
            let length = House.Lines(file).Length
            where length > Ceiling
            select $"{file} has {length} lines; the ceiling is {Ceiling}");

    [Fact]
    public void Nine_source_files_in_ten_are_short()
    {
        var files = House.Sources("src");
        var longer = files.Where(file => House.Lines(file).Length > Usual).ToList();
        Assert.True(longer.Count * 10 <= files.Count, $"{longer.Count} of {files.Count} files are over {Usual} lines: {string.Join(", ", longer)}");
    }

    [Fact]
    public void No_line_is_wider_than_the_page() =>
        House.Nothing(
            from file in House.Sources("src")
            from line in House.Lines(file).Select((text, index) => (text, number: index + 1))
            where line.text.Length > LineWidth
            select $"{file}:{line.number} is {line.text.Length} wide");

    [Fact]
    public void Classes_and_records_are_sealed_or_made_to_be_derived_from() =>
        House.Nothing(
            from file in House.Sources("src")
            where !file.StartsWith("src/Dhmad.Embedded/", StringComparison.Ordinal)
            from line in House.Lines(file)
            where OpenType().IsMatch(line)
            select $"{file}: {line.Trim()}");

    [Fact]
    public void Grains_with_reminders_say_their_type_name() =>
        House.Nothing(
            from file in House.Sources("src/Dhmad.Grains")
            let text = House.Read(file)
            where RemindableClass().IsMatch(text) && !text.Contains("[GrainType(", StringComparison.Ordinal)
            select $"{file}: a renamed class would orphan its reminders");

    [GeneratedRegex(@"^\s*(public|internal|private)\s+(partial\s+)?(class|record)\s+(?!struct)[A-Z]")]
    private static partial Regex OpenType();

    [GeneratedRegex(@"class\s+\w+Grain[^{]*\bIRemindable\b")]
    private static partial Regex RemindableClass();
}
