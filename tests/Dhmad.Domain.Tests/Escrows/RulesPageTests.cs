using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Dhmad.Domain.Escrows;
using Dhmad.Domain.Tests.Escrows.Kit;

namespace Dhmad.Domain.Tests.Escrows;

/// <summary>The table as it is shown: <c>GET /api/v1/rules</c> and <c>docs/escrow-rules.md</c>.</summary>
public sealed class RulesPageTests
{
    [Fact]
    public void The_page_in_docs_is_current() =>
        Approved.Check(RulesPage.Render(new DhmadSettings()), "docs/escrow-rules.md");

    [Fact]
    public void The_rules_have_31_rows_numbered_in_order()
    {
        var rules = Rules(new DhmadSettings());
        Assert.Equal(
            ["version", "statuses", "phases", "modes", "rows", "refusals"], rules.EnumerateObject().Select(key => key.Name));
        var rows = rules.GetProperty("rows").EnumerateArray().ToList();
        Assert.Equal(Enumerable.Range(1, 31), rows.Select(row => row.GetProperty("row").GetInt32()));
        string[] keys =
        [
            "row", "action", "by", "via", "modes", "from", "phases", "guards", "to", "toPhase", "money", "deadline", "events",
        ];
        Assert.All(rows, row => Assert.Equal(keys, row.EnumerateObject().Select(key => key.Name)));
    }

    [Fact]
    public void Every_code_of_a_guard_is_listed_with_its_status()
    {
        var rules = Rules(new DhmadSettings());
        var listed = rules.GetProperty("refusals").EnumerateArray()
            .Select(refusal => refusal.GetProperty("code").GetString()).ToHashSet();
        foreach (var guard in rules.GetProperty("rows").EnumerateArray()
            .SelectMany(row => row.GetProperty("guards").EnumerateArray()))
        {
            if (guard.GetProperty("code").GetString() is { } code) Assert.Contains(code, listed);
        }
    }

    [Fact]
    public void The_version_is_the_hash_of_the_body_without_it()
    {
        var body = Encoding.UTF8.GetString(EscrowRulesJson.Body(new DhmadSettings()));
        var version = Rules(new DhmadSettings()).GetProperty("version").GetString();
        var without = body.Replace($"\"version\":\"{version}\",", "", StringComparison.Ordinal);
        Assert.Equal(version, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(without))));
    }

    [Fact]
    public void Settings_are_part_of_the_rules()
    {
        var versions = new[]
        {
            new DhmadSettings(),
            new DhmadSettings { Escrows = new EscrowSettings { CompletionDays = 8 } },
            new DhmadSettings { Escrows = new EscrowSettings { ProofCorrectionRounds = 4 } },
            new DhmadSettings { Escrows = new EscrowSettings { PendingDays = 30 } },
            new DhmadSettings { Payments = new PaymentSettings { DepositRetryHours = 71 } },
        }.Select(settings => Rules(settings).GetProperty("version").GetString());
        Assert.Distinct(versions);
    }

    private static JsonElement Rules(DhmadSettings settings) =>
        JsonDocument.Parse(EscrowRulesJson.Body(settings)).RootElement;
}
