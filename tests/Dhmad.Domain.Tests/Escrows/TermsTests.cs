using Dhmad.Domain.Accounts;
using Dhmad.Domain.Escrows;
using Dhmad.Domain.Ledger;
using Dhmad.Domain.Tests.Escrows.Kit;

namespace Dhmad.Domain.Tests.Escrows;

/// <summary>Which terms are acceptable at creation, and what a change of terms does.</summary>
public sealed class TermsTests
{
    private static readonly Person Shop = The.Partner;

    public static readonly TheoryData<string, NewEscrow, CreationFacts> Refused = new()
    {
        { "INSTANT_SELLER_NOT_ALLOWED", Instant with { SellerEmail = Shop.Email, ContractTerms = "x" }, Facts() },
        { "CONTRACT_TERMS_NOT_APPLICABLE", Some.Quick() with { ContractTerms = "x", AutoSign = true }, Facts() },
        { "CONTRACT_TERMS_NOT_APPLICABLE", Instant with { ContractTerms = "x" }, Facts() },
        { "AUTO_SIGN_NOT_APPLICABLE", Instant with { AutoSign = true, FulfillmentPolicy = Some.Policy }, Facts() },
        { "FULFILLMENT_POLICY_NOT_APPLICABLE", Instant with { FulfillmentPolicy = Some.Policy }, Facts(null) },
        { "FULFILLMENT_POLICY_NOT_APPLICABLE", Some.Standard() with { FulfillmentPolicy = Some.Policy }, Facts() },
        { "ASSOCIATION_REQUIRED", Instant with { DeveloperFeePercentage = 1 }, Facts(null) },
        { "ASSOCIATION_REQUIRED", Some.Standard(480m, 1m) with { AutoSign = true }, Facts(null) },
        { "AUTO_SIGN_SELLER_ONLY", Some.Standard() with { AutoSign = true }, Facts(null) },
        { "AUTO_SIGN_SELLER_ONLY", Some.Standard() with { AutoSign = true, BuyerEmail = The.Seller.Email }, Facts() },
        { "SIGNATURE_NOT_CONFIGURED", Own with { AutoSign = true, DeveloperFeePercentage = 1 }, Facts() },
        { "DEVELOPER_FEE_NOT_ALLOWED", Own with { DeveloperFeePercentage = 1, BuyerEmail = Shop.Email }, Facts() },
        { "DEVELOPER_FEE_NOT_ALLOWED", Own with { SellerEmail = Shop.Email, DeveloperFeePercentage = 1 }, Facts() },
        { "BUYER_IS_SELLER", Own with { BuyerEmail = Shop.Email }, Facts() with { FxRateMicros = null } },
        { "FX_RATE_MISSING", Some.Quick(1m), Facts() with { FxRateMicros = null } },
        { "AMOUNT_BELOW_MINIMUM", Some.Quick(4.999m), Facts() with { CreatedToday = 9 } },
        { "AMOUNT_BELOW_MINIMUM", Instant with { Amount = 0.009m }, Facts() },
        { "VALIDATION_FAILED", Some.Quick(5.0001m), Facts() },
        { "VALIDATION_FAILED", Some.Quick(100m) with { Currency = Currency.Usd, Amount = 5.001m }, Facts() },
        {
            "VALIDATION_FAILED",
            Some.Quick(100_000_000m) with { Currency = Currency.Eur },
            Facts() with { FxRateMicros = 10_000_001 }
        },
        { "DAILY_LIMIT_REACHED", Some.Quick(), Facts() with { CreatedToday = 9 } },
    };

    private static NewEscrow Instant => Some.Instant();

    /// <summary>Sold by the associated user.</summary>
    private static NewEscrow Own => Some.Standard() with { SellerEmail = null };

    [Theory]
    [MemberData(nameof(Refused))]
    public void The_first_refusal_wins(string code, NewEscrow input, CreationFacts facts)
    {
        var settings = new DhmadSettings { Escrows = new EscrowSettings { DailyLimitPerDeveloper = 9 } };
        var terms = EscrowTerms.Create(input, facts, settings);
        Assert.Equal(code, terms.Refusal?.Code);
    }

    /// <summary>The cases above go through the codes in their order; validation is where the amount is.</summary>
    [Fact]
    public void The_rules_name_the_refusals_of_creation_in_their_order() =>
        Assert.Equal(
            Refused.Select(row => (string)row[0]).Where(code => code != "VALIDATION_FAILED").Distinct(),
            EscrowRefusals.GuardsOf(EscrowAction.Create).Select(guard => guard.Code!.Code));

    [Fact]
    public void The_daily_limit_says_how_much_is_left()
    {
        var settings = new DhmadSettings { Escrows = new EscrowSettings { DailyLimitPerDeveloper = 9 } };
        Assert.False(EscrowTerms.Create(Some.Quick(), Facts() with { CreatedToday = 8 }, settings).IsRefused);
        var refusal = EscrowTerms.Create(Some.Quick(), Facts() with { CreatedToday = 9 }, settings).Refusal!;
        Assert.Equal(["limit=9", "count=9", "remaining=0"], refusal.Numbers!.Select(pair => $"{pair.Key}={pair.Value}"));
    }

    [Fact]
    public void The_minimum_is_said()
    {
        var refusal = EscrowTerms.Create(Some.Quick(1m), Facts(), new DhmadSettings()).Refusal!;
        Assert.Equal("The minimum of mode quick is 5 TND.", refusal.Message);
    }

    [Fact]
    public void A_foreign_amount_is_converted_once_and_its_fees_follow()
    {
        var input = Some.Standard(250.75m, 2.5m) with { Currency = Currency.Usd };
        var terms = EscrowTerms.Create(input, Facts() with { FxRateMicros = 3_112_500 }, new DhmadSettings()).Value!;
        Assert.Equal(
            (25_075, 780_459, 39_023, 19_511, 721_925),
            (terms.AmountMinor, terms.AmountTnd, terms.EscrowFeeTnd, terms.DeveloperFeeTnd, terms.SellerNetTnd));
    }

    [Fact]
    public void Defaults_and_settings_are_fixed_at_creation()
    {
        var settings = new DhmadSettings
        {
            DefaultLanguage = "fr",
            Fees = new FeeSettings { PlatformPercent = 7.25m },
            Escrows = new EscrowSettings { CompletionDays = 3, ProofCorrectionRounds = 2, ProofDefaultHours = 30 },
        };
        var terms = EscrowTerms.Create(Some.WithProof(), Facts(), settings).Value!;
        Assert.Equal((725, 3, 2, "fr"),
            (terms.PlatformBasisPoints, terms.CompletionDays, terms.ProofCorrectionRounds, terms.Language));
        Assert.Equal((30, 30), (terms.ProofPolicy!.UploadHours, terms.ProofPolicy.ReviewHours));
        Assert.Equal(EscrowTerms.ProofTypes, terms.ProofPolicy.AllowedProofTypes);
        Assert.Equal(1, EscrowTerms.Create(Some.Instant(), Facts(), settings).Value!.EstimatedDeliveryDays);
    }

    [Fact]
    public void Users_are_linked_at_once_and_invitees_are_not()
    {
        var deal = new Deal(Some.Quick(), Some.Facts(Some.Quick()) with { KnownBuyer = null });
        Assert.Equal(new Person(null, The.Buyer.Email), deal.Escrow.Buyer);
        Assert.Equal(The.Seller, deal.Escrow.Seller);
        Assert.Equal(Shop.Id, deal.Escrow.DeveloperFeeUserId);
    }

    [Fact]
    public void Auto_sign_signs_for_the_seller()
    {
        var facts = Some.Facts(Own) with { SignatureImage = "data:image/png;base64,AAAA" };
        var deal = new Deal(Own with { AutoSign = true }, facts);
        Assert.Equal(["escrow.created", "contract.signed"], deal.Events.Select(raised => raised.Type));
        var signature = deal.Escrow.Contract!.SellerSignature!;
        Assert.Equal(("Velo Souk", "data:image/png;base64,AAAA", Shop.Id), (signature.FullName, signature.Image, signature.UserId));
        Assert.Equal(64, signature.TermsHash.Length);
        Assert.Null(deal.Escrow.Contract.BuyerSignature);
    }

    [Theory]
    [InlineData("amount")]
    [InlineData("contractTerms")]
    [InlineData("title")]
    [InlineData("description")]
    [InlineData("estimatedDeliveryDays")]
    public void A_change_raises_the_version_and_may_clear_signatures(string field)
    {
        var deal = Places.At("standard", "buyer signs, seller signs");
        var update = field switch
        {
            "amount" => new TermsUpdate(Amount: 200m),
            "contractTerms" => new TermsUpdate(ContractTerms: "Other terms."),
            "title" => new TermsUpdate(Title: "Other title"),
            "description" => new TermsUpdate(Description: "Blue."),
            _ => new TermsUpdate(EstimatedDeliveryDays: 9),
        };
        Assert.Null(deal.Take(EscrowAction.Update, ActorKind.Seller, new ActionInput { Update = update }));
        Assert.Equal(2, deal.Escrow.TermsVersion);
        Assert.Equal(field is not ("amount" or "contractTerms"), deal.Escrow.Contract!.IsFullySigned);
        Assert.Equal(field == "amount" ? 10_000 : 24_000, deal.Escrow.Terms.EscrowFeeTnd);
        Assert.Contains($"\"updatedFields\":[\"{field}\"]", BodyOf(deal.Events[^1]), StringComparison.Ordinal);
    }

    [Fact]
    public void Equal_values_are_no_change()
    {
        var deal = Places.At("standard", "buyer signs");
        var before = deal.Escrow;
        var update = new TermsUpdate("Cargo bike", 480.000m, null, 4, before.Terms.ContractTerms);
        Assert.Null(deal.Take(EscrowAction.Update, ActorKind.Seller, new ActionInput { Update = update }));
        Assert.Same(before, deal.Escrow);
    }

    [Fact]
    public void Whoever_saw_older_terms_signs_nothing()
    {
        var deal = new Deal(Some.Standard());
        Assert.Null(deal.Take(
            EscrowAction.Update, ActorKind.Seller, new ActionInput { Update = new TermsUpdate(Title: "Other") }));
        var seen = new ActionInput { Seen = 1, FullName = "A Name" };
        Assert.Equal("TERMS_CHANGED", deal.Take(EscrowAction.SignContract, ActorKind.Buyer, seen)?.Code);
        Assert.Null(deal.Take(EscrowAction.SignContract, ActorKind.Buyer, seen with { Seen = 2 }));
    }

    private static CreationFacts Facts() => Facts(Shop);

    private static CreationFacts Facts(Person? associated) =>
        Some.Facts(Some.Quick()) with { AssociatedUser = associated };

    private static string BodyOf(EscrowEvent raised) => System.Text.Encoding.UTF8.GetString(raised.Body);
}
