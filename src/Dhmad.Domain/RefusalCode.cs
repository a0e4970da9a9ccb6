namespace Dhmad.Domain;

/// <summary>One stable code, the HTTP status it has outside session creation, and what developers are told.</summary>
public sealed record RefusalCode(string Code, int Http, string Message)
{
    private readonly Refusal plain = new(Code, Message);

    public Refusal Refuse() => plain;

    /// <summary>The same code with a message that knows more.</summary>
    public Refusal Refuse(string message) => new(Code, message);

    public static implicit operator Refusal(RefusalCode code) => code.plain;
}
