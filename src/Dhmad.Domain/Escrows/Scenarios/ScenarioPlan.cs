using Dhmad.Domain.Accounts;
using Dhmad.Domain.Ledger;

namespace Dhmad.Domain.Escrows.Scenarios;

/// <summary>
/// Everything a scenario makes, in order. The same name and seed give the same names, titles, amounts and steps.
/// </summary>
public sealed record ScenarioPlan(IReadOnlyList<PlannedPerson> People, IReadOnlyList<PlannedEscrow> Escrows)
{
    public const long DefaultSeed = 1;

    /// <summary>The largest seed, and the smallest with a minus: what any JSON reader keeps exactly.</summary>
    public const long MaxSeed = 999_999_999_999_999;

    /// <summary>What each person has to spend at the start, in millimes.</summary>
    public const long WalletTnd = 10_000_000;

    /// <summary>How many people the scenario <c>fresh</c> has.</summary>
    public const int FreshPeople = 2;

    private const int Buyers = 4;
    private const int MaxDeliveryDays = 9;

    /// <summary>Prices are drawn around the usual one, in steps of half a dinar.</summary>
    private const int LowestPercent = 80;
    private const int HighestPercent = 120;

    /// <param name="developer">Who calls; the associated user sells.</param>
    public static ScenarioPlan Of(ScenarioName name, long seed, Developer developer, DhmadSettings settings) =>
        name switch
        {
            ScenarioName.Fresh => new ScenarioPlan(PeopleOf(name, seed, developer, FreshPeople), []),
            ScenarioName.OneOfEach => WithLives(
                PeopleOf(name, seed, developer, Buyers), seed, OneOfEach.Lives(settings.Escrows.ProofCorrectionRounds)),
            _ => throw new ArgumentOutOfRangeException(nameof(name)),
        };

    /// <summary>One more than needed is drawn: a person may have become the associated user, who sells.</summary>
    private static IReadOnlyList<PlannedPerson> PeopleOf(
        ScenarioName name, long seed, Developer developer, int count) =>
    [
        .. ScenarioPeople.Of(name, seed, developer.Email, count + 1)
            .Where(person => person.Email != developer.AssociatedUser?.Email)
            .Take(count),
    ];

    private static ScenarioPlan WithLives(
        IReadOnlyList<PlannedPerson> people, long seed, IReadOnlyList<PlannedLife> lives)
    {
        var draw = new SeededDraw(seed);
        var goods = draw.Take(Goods.All, lives.Count);
        return new ScenarioPlan(
            people,
            [
                .. lives.Select((life, index) => new PlannedEscrow(
                    InputOf(life, goods[index], people[index % people.Count], draw), life.Steps)),
            ]);
    }

    private static NewEscrow InputOf(PlannedLife life, Good good, PlannedPerson buyer, SeededDraw draw)
    {
        var percent = LowestPercent + draw.Next(HighestPercent - LowestPercent + 1);
        var days = 1 + draw.Next(MaxDeliveryDays);
        var isStandard = life.Mode == EscrowMode.Standard;
        return new NewEscrow
        {
            Title = good.Title,
            Description = $"Shows mode {Spelling.Of(life.Mode)}: {life.Shows}.",
            Amount = decimal.Floor(good.PriceTnd * percent / 50m) / 2,
            Currency = Currency.Tnd,
            Mode = life.Mode,
            BuyerEmail = buyer.Email,
            EstimatedDeliveryDays = life.Mode == EscrowMode.Instant ? null : days,
            ContractTerms = isStandard ? $"{good.Title}, as seen and agreed, delivered within {days} days." : null,
            FulfillmentPolicy = life.IsProofAsked ? new ProofPolicyInput(null, null, null) : null,
        };
    }
}
