namespace Dhmad.Api.Pages.Shell;

/// <summary>
/// What a form shows again after it was not accepted: the values typed (never card numbers or codes) and what is wrong.
/// </summary>
public sealed record FormState(IReadOnlyDictionary<string, string> Values, IReadOnlyList<FieldError> Errors)
{
    public static readonly FormState Empty = new(new Dictionary<string, string>(), []);

    public static FormState Of(FieldError error) => Empty with { Errors = [error] };

    public bool HasErrors => Errors.Count > 0;

    public string Value(string field) => Values.GetValueOrDefault(field, "");

    public FieldError? Error(string field) => Errors.FirstOrDefault(error => error.Field == field);
}

/// <summary>One thing wrong with one field; the text is in the resources, by key.</summary>
public sealed record FieldError(string Field, string TextKey, params object[] Values);
