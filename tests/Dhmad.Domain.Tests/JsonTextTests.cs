using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;

namespace Dhmad.Domain.Tests;

public sealed class JsonTextTests
{
    /// <summary>Text and its JSON, as printed by JavaScript's <c>JSON.stringify</c>.</summary>
    public static readonly TheoryData<string, string> Strings = new()
    {
        { "", "\"\"" },
        { "Cargo bike", "\"Cargo bike\"" },
        { "Reçu à Gabès / مرحبا 🙂", "\"Reçu à Gabès / مرحبا 🙂\"" },
        { "a\"b\\c", """
            "a\"b\\c"
            """ },
        { "/ < > & ' + `", "\"/ < > & ' + `\"" },
        { "\b\t\n\f\r", """
            "\b\t\n\f\r"
            """ },
        { "\0\u0001\v\u001b\u001f\u007f\u0080", "\"\\u0000\\u0001\\u000b\\u001b\\u001f\u007f\u0080\"" },
        { "\u2028\u2029\ufeff\u00a0\ufffd", "\"\u2028\u2029\ufeff\u00a0\ufffd\"" },
    };

    public static readonly TheoryData<string, string> Decimals = new()
    {
        { "1000", "1000" },
        { "1000.000", "1000" },
        { "0.600", "0.6" },
        { "67.61", "67.61" },
        { "0.001", "0.001" },
        { "0.0", "0" },
        { "-0.0", "0" },
        { "-12.50", "-12.5" },
        { "100000000", "100000000" },
        { "1000000000.123", "1000000000.123" },
        { "0.0000001", "0.0000001" },
    };

    private static readonly decimal[] Units = [1m, 0.1m, 0.01m, 0.001m, 0.000001m];

    [Theory]
    [MemberData(nameof(Strings))]
    public void Strings_are_written_as_JavaScript_does(string text, string json) =>
        Assert.Equal(json, Encoding.UTF8.GetString(new JsonText().Text(text).ToBytes()));

    [Fact] // Not a table: the test host itself cannot carry half a surrogate pair.
    public void Half_a_surrogate_pair_is_escaped()
    {
        Assert.Equal("\"a\\ud83db\"", new JsonText().Text("a\ud83db").ToString());
        Assert.Equal("\"\\udc00\\ud800\"", new JsonText().Text("\udc00\ud800").ToString());
        Assert.Equal("\"\\ud83d🙂\"", new JsonText().Text("\ud83d\ud83d\ude42").ToString());
    }

    [Theory]
    [MemberData(nameof(Decimals))]
    public void Decimals_take_their_shortest_form(string number, string json)
    {
        var value = decimal.Parse(number, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(json, new JsonText().Number(value).ToString());
    }

    [Theory]
    [InlineData(long.MinValue, "-9223372036854775808")]
    [InlineData(0, "0")]
    [InlineData(66, "66")]
    public void Whole_numbers_are_plain(long number, string json) =>
        Assert.Equal(json, new JsonText().Number(number).ToString());

    [Fact]
    public void Commas_stand_between_members_and_values_only()
    {
        var at = new DateTimeOffset(2026, 9, 1, 9, 30, 0, TimeSpan.FromHours(1));
        var json = new JsonText(1)
            .Object()
            .Member("id", "x").Member("n", 3L).Member("amount", 67.610m).Member("on", true).Member("at", at)
            .Member("never", (DateTimeOffset?)null).Member("nobody", (string?)null).NullMember("gone")
            .Object("escrow").End()
            .Array("list").Number(1).Object().Member("k", false).End().Array().EndArray().Null().EndArray()
            .RawMember("raw", "[1]"u8).Array("none").EndArray()
            .End()
            .ToBytes();

        const string expected = """
            {"id":"x","n":3,"amount":67.61,"on":true,"at":"2026-09-01T08:30:00.000Z","never":null,"nobody":null,
            "gone":null,"escrow":{},"list":[1,{"k":false},[],null],"raw":[1],"none":[]}
            """;
        Assert.Equal(expected.Replace("\n", "", StringComparison.Ordinal), Encoding.UTF8.GetString(json));
    }

    [Fact]
    public void The_published_sample_body_has_its_176_bytes()
    {
        var json = new JsonText()
            .Object()
            .Member("id", "3d6f1c52-0f5e-4d0a-9c1b-7a2e5b8c9d10").Member("type", "webhook.test")
            .Member("timestamp", new DateTimeOffset(2026, 9, 1, 8, 30, 0, TimeSpan.Zero))
            .Object("data").Member("message", "Reçu à Gabès / مرحبا 🙂").Member("amount", 67.61m).End()
            .End()
            .ToBytes();

        Assert.Equal(176, json.Length);
    }

    [Fact]
    public void An_open_object_is_not_a_text() =>
        Assert.Throws<InvalidOperationException>(() => new JsonText().Object().ToBytes());

    [Fact]
    public void Nothing_can_be_closed_twice() =>
        Assert.Throws<InvalidOperationException>(() => new JsonText().Object().End().End());

    [Fact]
    public void Any_text_comes_back_from_a_parser() =>
        Prop.ForAll<string[]>(texts =>
        {
            var valid = texts.Select(text => ToValid(text ?? "")).ToList();
            var json = new JsonText(1).Array();
            foreach (var text in valid) json.Text(text);
            using var parsed = JsonDocument.Parse(json.EndArray().ToBytes());
            return valid.SequenceEqual(parsed.RootElement.EnumerateArray().Select(item => item.GetString()!));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_amount_comes_back_from_a_parser_without_trailing_zeros() =>
        Prop.ForAll<long, byte>((minor, scale) =>
        {
            var value = minor * Units[scale % Units.Length];
            var json = new JsonText().Number(value).ToString();
            return decimal.Parse(json, System.Globalization.CultureInfo.InvariantCulture) == value
                && !(json.Contains('.', StringComparison.Ordinal) && json[^1] is '0' or '.')
                && json != "-0";
        }).QuickCheckThrowOnFailure();

    private static string ToValid(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
