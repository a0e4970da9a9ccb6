using Dhmad.Domain.Accounts;
using Dhmad.Domain.Escrows;
using Dhmad.Domain.Payments;

namespace Dhmad.Domain.Tests.Escrows.Kit;

/// <summary>One escrow living in memory: judged by the decider, with its books, its events and its clock.</summary>
internal sealed class Deal
{
    private readonly SeededIds _ids;

    public Deal(NewEscrow input, CreationFacts? facts = null, DhmadSettings? settings = null, int seed = 7)
    {
        _ids = new SeededIds(seed);
        Settings = settings ?? new DhmadSettings();
        var created = EscrowDecider.Create(
            _ids.NewId(Now), input, facts ?? Some.Facts(input), Context());
        Assert.False(created.IsRefused, created.Refusal?.Code);
        Escrow = created.Value.Escrow;
        Keep(null, created.Value);
    }

    public DhmadSettings Settings { get; }

    public DateTimeOffset Now { get; private set; } = The.Start;

    public Escrow Escrow { get; private set; }

    public Books Books { get; } = new();

    public List<EscrowEvent> Events { get; } = [];

    /// <summary>The rows that were followed.</summary>
    public List<int> Rows { get; } = [];

    public DecisionContext Context() => Some.Context(Now, _ids, Settings);

    /// <summary>Judges, and keeps what follows. A refusal leaves everything as it was.</summary>
    public Refusal? Take(EscrowAction action, Caller by, ActionInput? input = null)
    {
        var before = Escrow;
        var decision = EscrowDecider.Decide(before, new ActionRequest(action, by, input), Context());
        if (decision.IsRefused)
        {
            Assert.Same(before, Escrow);
            return decision.Refusal;
        }

        Keep(before, decision.Value);
        return null;
    }

    /// <summary>A party's own action, on the page that has no session.</summary>
    public Refusal? Take(EscrowAction action, ActorKind actor, ActionInput? input = null) =>
        Take(action, CallerOf(action, actor), input);

    public Refusal? Pay(Person? payer = null, string rail = Rails.SandboxCard) =>
        Take(EscrowAction.AcceptPay, new Caller(Door.Session, payer ?? Escrow.Buyer), Payment(payer ?? Escrow.Buyer, rail));

    public ActionInput Payment(
        Person payer, string rail = Rails.SandboxCard, PaymentStatus status = PaymentStatus.Succeeded) => new()
        {
            Seen = Escrow.TermsVersion,
            Payment = new Payment
            {
                Id = _ids.NewId(Now),
                EscrowId = Escrow.Id,
                SessionId = _ids.NewUuid().ToString(),
                Rail = rail,
                Status = status,
                AmountTnd = Escrow.Terms.AmountTnd,
                TermsVersion = Escrow.TermsVersion,
                Payer = payer,
                CreatedAt = Now,
                UpdatedAt = Now,
            },
        };

    /// <summary>Time passes, and every clock row that becomes due is applied at its own moment.</summary>
    public void Wait(TimeSpan time)
    {
        var until = Now + time;
        while (EscrowClock.Next(Escrow) is { } next && next.IsDue(until))
        {
            Now = next.At > Now ? next.At : Now;
            Assert.Null(Take(next.Then, Caller.Clock));
        }

        Now = until;
    }

    public Caller CallerOf(EscrowAction action, ActorKind actor) => actor switch
    {
        ActorKind.Operator => Caller.Operator,
        ActorKind.Clock => Caller.Clock,
        ActorKind.Developer => new Caller(Door.Api, null, The.Developer),
        _ when EscrowDoors.Of(action) == Door.Api => new Caller(Door.Api, Some.As(actor, Escrow), "another-developer"),
        _ => new Caller(EscrowDoors.Of(action), Some.As(actor, Escrow)),
    };

    /// <summary>Commits what another decider found.</summary>
    public void Keep(Escrow? before, Decision decision)
    {
        if (decision.ChangesNothing)
        {
            Assert.Same(before, decision.Escrow);
            return;
        }

        Escrow = decision.Escrow;
        Rows.Add(decision.Row);
        Events.AddRange(decision.Events);
        if (decision.Ledger is not null) Books.Post(decision.Ledger);
        Invariants.Check(this, before, decision);
    }

    /// <summary>A change of the escrow that no event tells of: its open payment.</summary>
    public void Keep(Escrow escrow) => Escrow = escrow;
}
