using System.Text;
using Dhmad.Api.Http;

namespace Dhmad.Api.Tests;

/// <summary>Numbers judged by value, and the kinds of fields.</summary>
public class JsonReadingTests
{
    [Theory]
    [InlineData("0", 0, 0)]
    [InlineData("-0", 0, 0)]
    [InlineData("0.000", 0, 0)]
    [InlineData("0e999999999999", 0, 0)]
    [InlineData("10.5000", 10.5, 1)]
    [InlineData("1000", 1000, 0)]
    [InlineData("1e3", 1000, 0)]
    [InlineData("1E+3", 1000, 0)]
    [InlineData("1.5e1", 15, 0)]
    [InlineData("100e-2", 1, 0)]
    [InlineData("123.456", 123.456, 3)]
    [InlineData("-2.5", -2.5, 1)]
    [InlineData("12345e-3", 12.345, 3)]
    [InlineData("0.001", 0.001, 3)]
    public void A_number_is_its_value(string text, double value, int decimals)
    {
        var number = ExactNumber.Read(Encoding.UTF8.GetBytes(text));
        Assert.Equal((decimal)value, number.Value);
        Assert.Equal(decimals, number.Decimals);
    }

    [Theory]
    [InlineData("1e999999")]
    [InlineData("1e15")]
    [InlineData("1e99999999999999999999")]
    [InlineData("123456789012345678901234567890")]
    [InlineData("9999999999999999.999")]
    public void What_is_too_large_for_any_field_is_just_large(string text)
    {
        Assert.Equal(ExactNumber.MaxWhole, ExactNumber.Read(Encoding.UTF8.GetBytes(text)).Value);
        Assert.Equal(-ExactNumber.MaxWhole, ExactNumber.Read(Encoding.UTF8.GetBytes("-" + text)).Value);
    }

    [Theory]
    [InlineData("1e-400", 400)]
    [InlineData("10.00000000000000000000000000000000001", 35)]
    [InlineData("1e-99999999999999999999", 1_000_000_000)]
    public void No_decimal_is_lost_sight_of(string text, int decimals) =>
        Assert.Equal(decimals, ExactNumber.Read(Encoding.UTF8.GetBytes(text)).Decimals);

    [Fact]
    public void Every_bad_field_is_named_once_with_its_path()
    {
        var problems = new FieldProblems();
        var fields = new Fields(Json.ReadObject("""
            { "a": 5, "b": { "c": "x", "d": [1, "ok", "ok", "bad"] }, "m": { "k": 1, "": "x" }, "when": "2026-09-01" }
            """u8).Value!, problems);
        fields.Text("a", 1, 3);
        fields.RequiredText("missing", 1, 3);
        var nested = fields.Object("b")!;
        nested.Integer("c", 1, 2);
        nested.Words("d", ["ok"]);
        fields.Texts("m", 1, 2, 3);
        fields.Instant("when");
        Assert.Equal(
            ["a", "missing", "b.c", "b.d[0]", "b.d[2]", "b.d[3]", "m.k", "m", "when"], fields.Refusal!.Details!.Keys);
    }

    [Theory]
    [InlineData("\"\\ud800\"", "must be valid Unicode")]
    [InlineData("\"\\u0000\"", "must not have control characters")]
    [InlineData("\"\\u007f\"", "must not have control characters")]
    [InlineData("\"a\\nb\"", "must be a single line")]
    [InlineData("\"   \"", "is required")]
    [InlineData("\"abcdef\"", "must be at most 5 characters")]
    public void Bad_text_says_why(string json, string why)
    {
        var fields = Of($"{{\"x\":{json}}}");
        Assert.Null(fields.Text("x", 1, 5, singleLine: true));
        Assert.Equal(why, fields.Refusal!.Details!["x"]);
    }

    [Fact]
    public void Text_is_trimmed_and_keeps_the_rest()
    {
        var fields = Of("{\"x\":\"  \\u202eشكرا 🙂 <b>'; DROP TABLE escrows;--  \"}");
        Assert.Equal("\u202eشكرا 🙂 <b>'; DROP TABLE escrows;--", fields.Text("x", 1, 100));
        Assert.Null(fields.Refusal);
    }

    [Fact]
    public void Null_is_absent_everywhere()
    {
        var fields = Of("""{"x":null}""");
        Assert.Null(fields.Text("x", 1, 5));
        Assert.Null(fields.Integer("x", 1, 5));
        Assert.Null(fields.Flag("x"));
        Assert.Null(fields.Object("x"));
        Assert.Null(fields.Amount("x", 10, 2));
        Assert.Null(fields.Strings("x", 1, 5, 5));
        Assert.Null(fields.Texts("x", 1, 5, 5));
        Assert.Null(fields.Instant("x"));
        Assert.Null(fields.Email("x"));
        Assert.Null(fields.Refusal);
        Assert.True(fields.IsNull("x"));
    }

    private static Fields Of(string json) =>
        new(Json.ReadObject(Encoding.UTF8.GetBytes(json)).Value!, new FieldProblems());
}
