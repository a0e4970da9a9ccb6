using System.Text.Json.Nodes;

namespace Dhmad.Api.Tests;

/// <summary>
/// Every field of the escrow and session calls, with everything a field can be that it must not: each is named alone in
/// <c>details</c>, and nothing is written.
/// </summary>
[Collection(SharedServer.Name)]
public class BadInputTests(ServerFixture fixture)
{
    private static readonly string[] NotStrings = ["12", "true", "[]", "{}", "[\"a\"]"];
    private static readonly string[] NotText = [.. NotStrings, "\"\\ud800\"", "\"a\\u0000b\"", "\"\\u001b[31m\"", "\"a\\u0085b\""];
    private static readonly string[] NotEmails =
    [
        .. NotStrings, "\"\"", "\" \"", "\"a\"", "\"a@\"", "\"@b.tn\"", "\"a@b\"", "\"a@@b.tn\"", "\"a b@c.tn\"", "\"a@b..tn\"",
        "\"a@b.tn\\n\\u0000\"", "\"\\u202ea@b.tn\"", "\"é@b.tn\"", "\"a@bé.tn\"", "\"🙂@b.tn\"", "\"<a@b.tn>\"", "\"a@b.tn,c@d.tn\"",
        Long(255, "a@", ".tn"), "\"a@b.tn' OR '1'='1\"",
    ];

    private static readonly string[] NotIntegers =
        ["\"1\"", "true", "[]", "{}", "1.5", "0.1e0", "-1", "0", "1e999999", "9223372036854775808", "1e-1"];

    private static readonly string[] NotAmounts =
        ["\"12\"", "true", "[]", "{}", "0", "-0", "-1", "0.0001", "100000000.001", "1e9", "1e999999", "1e-999999"];

    public static IEnumerable<(string Call, string Field, string[] Values)> Table()
    {
        yield return ("create", "title", [.. NotText, "\"\"", "\" \"", "null", Long(201), "\"two\\nlines\"", "\"a\\tb\""]);
        yield return ("create", "amount", [.. NotAmounts, "null"]);
        yield return ("create", "currency", [.. NotStrings, "\"\"", "\"tnd\"", "\"GBP\"", "\"\\ud800\""]);
        yield return ("create", "mode", [.. NotStrings, "\"\"", "\"Quick\"", "\"slow\""]);
        yield return ("create", "buyerEmail", [.. NotEmails, "null"]);
        yield return ("create", "sellerEmail", NotEmails);
        yield return ("create", "estimatedDeliveryDays", [.. NotIntegers, "3651", "null"]);
        yield return ("create", "contractTerms", [.. NotText, "\"\"", Long(10_001)]);
        yield return ("create", "autoSign", ["\"true\"", "1", "0", "[]", "{}"]);
        yield return ("create", "developerFeePercentage", ["\"1\"", "true", "[]", "-0.01", "25.01", "1.001", "1e999999"]);
        yield return ("create", "description", [.. NotText, Long(2001)]);
        yield return ("create", "language", [.. NotStrings, "\"\"", "\"de\"", "\"EN\""]);
        yield return ("create", "fulfillmentPolicy", ["\"x\"", "1", "true", "[]"]);
        yield return ("policy", "fulfillmentPolicy.type", [.. NotStrings, "null", "\"\"", "\"other\""]);
        yield return ("policy", "fulfillmentPolicy.proofUploadDeadlineHours", [.. NotIntegers, "5", "73"]);
        yield return ("policy", "fulfillmentPolicy.buyerReviewDeadlineHours", [.. NotIntegers, "5", "73"]);
        yield return ("policy", "fulfillmentPolicy.allowedProofTypes", ["\"x\"", "1", "{}", "[]"]);
        yield return ("policy", "fulfillmentPolicy.allowedProofTypes[1]", ["1", "null", "\"\"", "\"photo\"", "\"receipt\"", "[]"]);
        yield return ("update", "title", [.. NotText, "\"\"", Long(201), "\"two\\nlines\""]);
        yield return ("update", "amount", NotAmounts);
        yield return ("update", "description", [.. NotText, Long(2001)]);
        yield return ("update", "estimatedDeliveryDays", [.. NotIntegers, "3651"]);
        yield return ("update", "contractTerms", [.. NotText, "\"\"", Long(10_001)]);
        yield return ("reject", "reason", [.. NotText, Long(1001)]);
        yield return ("session", "action", [.. NotStrings, "null", "\"\"", "\"deliver\"", "\"AcceptPay\"", "\"accept-pay\""]);
        yield return ("session", "targetUserEmail", [.. NotEmails, "null"]);
        yield return ("session", "redirectUrl", [.. NotText, "null", "\"\"", "\"/callback\"", "\"localhost\"", Long(2049, "https://a/", "")]);
        yield return ("session", "metadata", ["\"x\"", "1", "[]", TooManyKeys(), "{\"\":\"x\"}", "{\"\\ud800\":\"x\"}", $"{{{Long(41)}:\"x\"}}"]);
        yield return ("session", "metadata.k", [.. NotText, Long(501)]);
    }

    public static TheoryData<string, string, string> Rows()
    {
        var rows = new TheoryData<string, string, string>();
        foreach (var (call, field, values) in Table())
            foreach (var value in values) rows.Add(call, field, value);
        return rows;
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task A_bad_field_is_named_alone_and_nothing_is_written(string call, string field, string json)
    {
        var shop = fixture.Shop;
        var (method, path, body) = await CallAsync(call);
        var text = Put(body, field, json);
        if (field == "contractTerms" && call == "create") text = text.Replace("\"quick\"", "\"standard\"");
        var before = await fixture.Server.CountRowsAsync();
        var answer = (await shop.Api.Send(method, path, text)).Is(400, "VALIDATION_FAILED");
        Assert.Equal([field], answer.BadFields);
        Assert.NotEmpty(answer.Json.GetProperty("details").EnumerateObject().Single().Value.GetString()!);
        Assert.Equal(before, await fixture.Server.CountRowsAsync());
    }

    [Fact]
    public async Task All_bad_fields_are_reported_together()
    {
        var answer = await fixture.Shop.Api.Post("/api/v1/escrows", """
            { "title": "", "amount": "12", "currency": "X", "mode": 1, "buyerEmail": "a", "sellerEmail": 2,
              "estimatedDeliveryDays": 0, "contractTerms": [], "autoSign": "yes", "developerFeePercentage": 26,
              "description": 1, "language": "xx",
              "fulfillmentPolicy": { "type": "x", "proofUploadDeadlineHours": 1, "allowedProofTypes": ["receipt", 1, "x"] } }
            """);
        Assert.Equal(
            [
                "currency", "mode", "title", "amount", "buyerEmail", "sellerEmail", "estimatedDeliveryDays", "contractTerms",
                "autoSign", "developerFeePercentage", "description", "language", "fulfillmentPolicy.type",
                "fulfillmentPolicy.proofUploadDeadlineHours", "fulfillmentPolicy.allowedProofTypes[1]",
                "fulfillmentPolicy.allowedProofTypes[2]",
            ],
            answer.Is(400, "VALIDATION_FAILED").BadFields);
    }

    [Theory]
    [InlineData("\u202e\u2066رجل\u2069")]
    [InlineData("👩‍👩‍👧‍👦🏴‍☠️")]
    [InlineData("<script>alert(1)</script>&amp;")]
    [InlineData("Robert'); DROP TABLE escrows;--")]
    [InlineData("${jndi:ldap://x}{{7*7}}%s%n")]
    [InlineData("\ufeffa\u200b\ufffd\uffff")]
    public async Task Text_that_only_looks_hostile_is_kept_to_the_letter(string text)
    {
        var body = fixture.Shop.NewEscrow("standard");
        body["title"] = text;
        body["description"] = text;
        body["contractTerms"] = $"{text}\n\t{text}";
        var id = (await fixture.Shop.Api.Post("/api/v1/escrows", body)).Is(201).At("escrow.id").GetString();
        var escrow = (await fixture.Shop.Api.Get($"/api/v1/escrows/{id}")).Is(200).At("escrow");
        Assert.Equal(text.Trim(), escrow.GetProperty("title").GetString());
        Assert.Equal(text.Trim(), escrow.GetProperty("description").GetString());
    }

    private async Task<(string Method, string Path, string Body)> CallAsync(string call)
    {
        const string path = "/api/v1/escrows";
        var shop = fixture.Shop;
        const string unknown = "66d4a1f09b3c5e7a2f1d8c40";
        var create = JsonSerializer.Serialize(shop.NewEscrow());
        return call switch
        {
            "create" => ("POST", path, create),
            "policy" => ("POST", path, Put(create, "fulfillmentPolicy", """
                {"type":"purchase_proof_required","proofUploadDeadlineHours":6,"allowedProofTypes":["receipt","other"]}
                """)),
            "update" => ("PUT", $"{path}/{await shop.CreateAsync("standard")}", """{"title":"fine"}"""),
            "reject" => ("POST", $"{path}/{unknown}/reject-delivery", "{}"),
            _ => ("POST", $"{path}/{unknown}/sessions", Put(
                JsonSerializer.Serialize(Acting.Session("accept_pay", shop.Buyer)), "metadata", """{"k":"v"}""")),
        };
    }

    /// <summary>The body with one field replaced by raw JSON, which may be more than a parser would write.</summary>
    private static string Put(string body, string path, string json)
    {
        const string mark = "\u0001here\u0001";
        var root = JsonNode.Parse(body)!;
        var names = path.Split('.', '[').Select(name => name.TrimEnd(']')).ToArray();
        var node = names[..^1].Aggregate(root, (parent, name) => parent[name]!);
        if (node is JsonArray list) list[int.Parse(names[^1])] = mark;
        else node[names[^1]] = mark;
        return root.ToJsonString().Replace(JsonSerializer.Serialize(mark), json);
    }

    private static string Long(int length, string start = "", string end = "") =>
        $"\"{start}{new string('a', length - start.Length - end.Length)}{end}\"";

    private static string TooManyKeys() =>
        $"{{{string.Join(',', Enumerable.Range(0, 51).Select(number => $"\"k{number}\":\"v\""))}}}";
}
