namespace Dhmad.Domain.Accounts;

/// <summary>Which passwords developers and operators may choose.</summary>
public static class PasswordRules
{
    public const int MinLength = 8;
    public const int MaxLength = 128;

    /// <summary>What is missing, as the end of a sentence that starts with "password"; null if nothing is.</summary>
    public static string? WhyNot(string? password)
    {
        if (password is null || password.Length < MinLength) return $"must be at least {MinLength} characters";
        if (password.Length > MaxLength) return $"must be at most {MaxLength} characters";
        if (!PlainText.IsValidUnicode(password)) return "must be valid Unicode";
        if (!password.Any(char.IsUpper)) return "must have an upper-case letter";
        if (!password.Any(char.IsLower)) return "must have a lower-case letter";
        if (!password.Any(char.IsDigit)) return "must have a digit";
        return password.All(IsUpperLowerOrDigit) ? "must have another character besides" : null;
    }

    private static bool IsUpperLowerOrDigit(char character) =>
        char.IsUpper(character) || char.IsLower(character) || char.IsDigit(character);
}
