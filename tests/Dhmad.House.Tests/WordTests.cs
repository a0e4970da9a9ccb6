using System.Text.RegularExpressions;

namespace Dhmad.House.Tests;

/// <summary>Words that say nothing, and words that must not be in the tree at all.</summary>
public partial class WordTests
{
    private static readonly string[] Empty =
        ["Manager", "Helper", "Util", "Utils", "Service", "Data", "Info", "Dto", "Impl", "Base", "Common", "Processor", "Engine"];

    [Fact]
    public void No_type_or_file_is_named_with_an_empty_word() =>
        House.Nothing(
            from file in House.Sources("src")
            where !file.StartsWith("src/Dhmad.Embedded/Orleans/", StringComparison.Ordinal)
            from name in TypeName().Matches(House.Read(file)).Select(match => match.Groups["name"].Value)
                .Append(Path.GetFileNameWithoutExtension(file).Split('.')[0])
            from word in PascalWord().Matches(name).Select(match => match.Value)
            where Empty.Contains(word)
            select $"{file}: {name} is named with {word}");

    [Fact]
    public void Sources_hold_no_notes_to_self() =>
        House.Nothing(
            from file in House.Sources("src").Concat(House.Sources("tests")).Concat(House.Sources("bench"))
            where !file.EndsWith("WordTests.cs", StringComparison.Ordinal)
            from line in House.Lines(file).Select((text, index) => (text, number: index + 1))
            where Note().IsMatch(line.text)
            select $"{file}:{line.number} {line.text.Trim()}");

    [Fact]
    public void No_warning_is_switched_off_in_a_source_file() =>
        House.Nothing(
            from file in House.Sources("src")
            from line in House.Lines(file)
            where line.Contains("#pragma warning disable", StringComparison.Ordinal)
                || line.Contains("SuppressMessage", StringComparison.Ordinal)
            select $"{file}: {line.Trim()}");

    [Fact]
    public void No_exception_is_swallowed_in_silence() =>
        House.Nothing(
            from file in House.Sources("src").Concat(House.Sources("tests"))
            where EmptyCatch().IsMatch(House.Read(file))
            select $"{file} has an empty catch");

    [Fact]
    public void Sql_stays_on_the_storage_floor() =>
        House.Nothing(
            from file in House.Sources("src")
            where !file.StartsWith("src/Dhmad.Storage/", StringComparison.Ordinal)
            from line in House.Lines(file)
            where Sql().IsMatch(line)
            select $"{file}: {line.Trim()}");

    [GeneratedRegex(@"\b(?:class|record|struct|interface|enum)\s+(?:struct\s+|class\s+)?(?<name>[A-Z]\w+)")]
    private static partial Regex TypeName();

    [GeneratedRegex("[A-Z][a-z0-9]*")]
    private static partial Regex PascalWord();

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|XXX)\b|NotImplementedException")]
    private static partial Regex Note();

    [GeneratedRegex(@"catch\s*(\([^)]*\))?\s*(when\s*\([^{]*\))?\s*\{\s*\}")]
    private static partial Regex EmptyCatch();

    [GeneratedRegex(@"""\s*(select\s.+\sfrom\s|insert\s+into\s|update\s+\w+\s+set\s|delete\s+from\s)", RegexOptions.IgnoreCase)]
    private static partial Regex Sql();
}
