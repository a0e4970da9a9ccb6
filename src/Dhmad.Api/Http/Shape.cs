namespace Dhmad.Api.Http;

/// <summary>The form of a JSON value, for the OpenAPI document: a JSON Schema in a few words.</summary>
public sealed record Shape(string Type)
{
    public string? Format { get; init; }

    public string? Meaning { get; init; }

    public bool IsNullable { get; init; }

    public IReadOnlyList<string> Words { get; init; } = [];

    public int? MinLength { get; init; }

    public int? MaxLength { get; init; }

    public decimal? Min { get; init; }

    public decimal? Max { get; init; }

    /// <summary>The members of an object, in order.</summary>
    public IReadOnlyList<Member> Members { get; init; } = [];

    /// <summary>The items of a list, or the values of a map.</summary>
    public Shape? Of { get; init; }

    /// <summary>Named shapes stand once in the document and are referred to.</summary>
    public string? Name { get; init; }

    public static Shape Text(int? min = null, int? max = null) => new("string") { MinLength = min, MaxLength = max };

    public static Shape OneOf(params IEnumerable<string> words) => new("string") { Words = [.. words] };

    public static Shape Id { get; } = new("string") { Format = "object-id", MinLength = 24, MaxLength = 24 };

    public static Shape Uuid { get; } = new("string") { Format = "uuid" };

    public static Shape Email { get; } = new("string") { Format = "email", MaxLength = 254 };

    public static Shape Date { get; } = new("string") { Format = "date-time" };

    public static Shape Url { get; } = new("string") { Format = "uri" };

    public static Shape Amount { get; } = new("number") { Meaning = "An amount in major units." };

    /// <summary>Any JSON value.</summary>
    public static Shape Any { get; } = new("");

    public static Shape Flag { get; } = new("boolean");

    public static Shape Number(decimal? min = null, decimal? max = null) => new("number") { Min = min, Max = max };

    public static Shape Integer(long? min = null, long? max = null) => new("integer") { Min = min, Max = max };

    public static Shape List(Shape of) => new("array") { Of = of };

    public static Shape Map(Shape of) => new("object") { Of = of };

    public static Shape Object(params IEnumerable<Member> members) => new("object") { Members = [.. members] };

    /// <summary>A member that is always there.</summary>
    public static Member Always(string name, Shape shape) => new(name, shape, IsRequired: true);

    /// <summary>A member that may be absent.</summary>
    public static Member Maybe(string name, Shape shape) => new(name, shape, IsRequired: false);

    public Shape OrNull() => this with { IsNullable = true };

    public Shape Named(string name) => this with { Name = name };

    public Shape Saying(string meaning) => this with { Meaning = meaning };

    /// <summary>One member of an object.</summary>
    public sealed record Member(string Name, Shape Shape, bool IsRequired);
}
