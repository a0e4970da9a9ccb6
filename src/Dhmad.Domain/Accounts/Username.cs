namespace Dhmad.Domain.Accounts;

/// <summary>A developer's sign-in name: 4 to 20 ASCII letters and digits.</summary>
public static class Username
{
    public const int MinLength = 4;
    public const int MaxLength = 20;

    public static bool IsValid(string? username) =>
        username is { Length: >= MinLength and <= MaxLength } && username.All(char.IsAsciiLetterOrDigit);

    /// <summary>The form that must be unique: case does not count.</summary>
    public static string Key(string username) => username.ToLowerInvariant();
}
