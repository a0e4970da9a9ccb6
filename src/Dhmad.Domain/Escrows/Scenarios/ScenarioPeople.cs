using System.Security.Cryptography;
using System.Text;

namespace Dhmad.Domain.Escrows.Scenarios;

/// <summary>Who plays in a scenario.</summary>
public static class ScenarioPeople
{
    private const int TagBytes = 4;

    private static readonly string[] FirstNames =
    [
        "Amel", "Anis", "Bilel", "Hatem", "Ines", "Karim", "Leila", "Mouna",
        "Nizar", "Rim", "Salma", "Sami", "Sonia", "Tarek", "Walid", "Yosra",
    ];

    private static readonly string[] LastNames =
    [
        "Ayari", "Ben Salah", "Ben Youssef", "Chebbi", "Dridi", "Gharbi", "Haddad", "Hamdi",
        "Jaziri", "Khelifi", "Mansour", "Mejri", "Riahi", "Saidi", "Trabelsi", "Zouari",
    ];

    /// <summary>
    /// The same people again for the same scenario, seed and developer: so names are drawn, and e-mail addresses tell
    /// the people of one developer, scenario and seed from everybody else's.
    /// </summary>
    public static IReadOnlyList<PlannedPerson> Of(ScenarioName name, long seed, string developerEmail, int count)
    {
        var draw = new SeededDraw(seed);
        var tag = TagOf(name, seed, developerEmail);
        return
        [
            .. draw.Take(FirstNames, count).Zip(draw.Take(LastNames, count), (first, last) =>
                new PlannedPerson($"{EmailPart(first)}.{EmailPart(last)}.{tag}@example.tn", first, last)),
        ];
    }

    private static string EmailPart(string name) =>
        name.Replace(" ", "", StringComparison.Ordinal).ToLowerInvariant();

    private static string TagOf(ScenarioName name, long seed, string developerEmail)
    {
        var text = FormattableString.Invariant($"{Spelling.Of(name)} {seed} {developerEmail}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, TagBytes));
    }
}

/// <summary>Somebody a scenario needs; who has the e-mail already keeps their own names.</summary>
public sealed record PlannedPerson(string Email, string FirstName, string LastName);
