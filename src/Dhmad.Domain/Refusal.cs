namespace Dhmad.Domain;

/// <summary>An expected "no" with a stable code; nothing changed. Never an exception.</summary>
/// <param name="Code">The constant code of the specification, such as <c>CONTRACT_NOT_SIGNED</c>.</param>
/// <param name="Message">Plain English for developers; user texts live in the pages' resources, by code.</param>
/// <param name="Details">Field path to text, for <c>VALIDATION_FAILED</c> and <c>MALFORMED_JSON</c> only.</param>
public sealed record Refusal(string Code, string Message, IReadOnlyDictionary<string, string>? Details = null)
{
    /// <summary>
    /// Figures beside the message: <c>limit</c>, <c>count</c> and <c>remaining</c> of <c>DAILY_LIMIT_REACHED</c>.
    /// </summary>
    public IReadOnlyDictionary<string, long>? Numbers { get; init; }
}
