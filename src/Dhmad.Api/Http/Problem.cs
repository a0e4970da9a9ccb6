using Dhmad.Domain;

namespace Dhmad.Api.Http;

/// <summary>A "no" or a fault as the wire shows it: a status and a body in the one error shape.</summary>
/// <param name="Error">What happened in two words: the HTTP reason, or the thing that is missing or malformed.</param>
/// <param name="Code">The constant code.</param>
/// <param name="Message">Plain English for developers.</param>
public sealed record Problem(int Status, string Error, string Code, string Message)
{
    private const string BusinessRule = "business_rule_violation";

    /// <summary>Field path to text.</summary>
    public IReadOnlyDictionary<string, string>? Details { get; init; }

    /// <summary>
    /// What the person is told; when set, <c>error</c> takes the object form of session business rules.
    /// </summary>
    public string? UserMessage { get; init; }

    /// <summary>Writes the keys that stand beside the three of every error.</summary>
    public Action<JsonText>? Extra { get; init; }

    public byte[] ToBytes()
    {
        var json = new JsonText().Object();
        if (UserMessage is null) json.Member("error", Error).Member("message", Message);
        else WriteBusinessRule(json, UserMessage);
        json.Member("code", Code);
        if (Details is not null) WriteDetails(json, Details);
        Extra?.Invoke(json);
        return json.End().ToBytes();
    }

    private void WriteBusinessRule(JsonText json, string userMessage) => json
        .Object("error")
        .Member("code", Code)
        .Member("type", BusinessRule)
        .Member("message", Message)
        .Member("user_message", userMessage)
        .End()
        .Member("message", userMessage);

    private static void WriteDetails(JsonText json, IReadOnlyDictionary<string, string> details)
    {
        json.Object("details");
        foreach (var (path, text) in details) json.Member(path, text);
        json.End();
    }
}
