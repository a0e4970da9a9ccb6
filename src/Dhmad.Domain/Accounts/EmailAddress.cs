using System.Buffers;

namespace Dhmad.Domain.Accounts;

/// <summary>E-mail addresses: ASCII only, lower-cased, kept, compared and mailed in that one form.</summary>
public static class EmailAddress
{
    public const int MaxLength = 254;

    private const string AlphaNumeric = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    /// <summary>RFC 5322 <c>atext</c>, and dots.</summary>
    private static readonly SearchValues<char> LocalCharacters =
        SearchValues.Create(AlphaNumeric + "!#$%&'*+-/=?^_`{|}~.");

    private static readonly SearchValues<char> DomainCharacters = SearchValues.Create(AlphaNumeric + "-.");

    public static bool TryRead(string? text, out string email)
    {
        email = text?.Trim() ?? "";
        var valid = IsValid(email);
        email = valid ? email.ToLowerInvariant() : "";
        return valid;
    }

    /// <summary>An address that its owner recognises and nobody else learns: <c>s•••@e•••.tn</c>.</summary>
    public static string Mask(string email)
    {
        var domain = email.AsSpan(email.IndexOf('@', StringComparison.Ordinal) + 1);
        return $"{email[0]}•••@{domain[0]}•••{domain[domain.LastIndexOf('.')..]}";
    }

    private static bool IsValid(ReadOnlySpan<char> email)
    {
        var at = email.IndexOf('@');
        if (at < 1 || email.Length > MaxLength) return false;
        var domain = email[(at + 1)..];
        if (domain.IsEmpty) return false;
        if (email[..at].ContainsAnyExcept(LocalCharacters) || domain.ContainsAnyExcept(DomainCharacters)) return false;
        var hasEmptyLabel = domain[0] == '.' || domain[^1] == '.' || domain.Contains("..", StringComparison.Ordinal);
        return domain.Contains('.') && !hasEmptyLabel;
    }
}
