using Dhmad.Domain;
using Dhmad.Domain.Accounts;
using Dhmad.Domain.Checkout;
using Dhmad.Domain.Escrows;
using Dhmad.Domain.Escrows.Scenarios;
using Dhmad.Domain.Payments;
using Dhmad.Grains.Accounts;
using Dhmad.Grains.Checkout;
using Dhmad.Grains.Payments;

namespace Dhmad.Grains.Escrows;

/// <summary>
/// The caller's half of a scenario: lets its people live their escrows one after another, each step asked of the grain
/// that judges it. Sandbox only.
/// </summary>
public sealed class ScenarioCall(
    IGrainFactory grains, SubmissionCall submissions, IdSource ids, TimeProvider time, DhmadSettings settings)
{
    private const int MaxNameLength = 100;

    /// <summary>
    /// Makes what is planned and judged possible. It is not one commit: what a fault leaves behind are escrows like any
    /// other. A step that somebody else's act made impossible ends that escrow's life there, and the next goes on.
    /// </summary>
    /// <param name="plan">What is made.</param>
    /// <param name="developer">The creator, with an associated user if escrows are planned.</param>
    /// <param name="keyAppName">What the key calls the application, if it does.</param>
    public async Task<Result<MadeScenario>> MakeAsync(ScenarioPlan plan, Developer developer, string? keyAppName)
    {
        var users = new List<User>();
        foreach (var person in plan.People)
            users.Add(await grains.User(person.Email).Provide(person, ScenarioPlan.WalletTnd));

        var escrows = new List<Escrow>();
        foreach (var planned in plan.Escrows)
        {
            var escrow = grains.GetGrain<IEscrowGrain>(ids.NewId(time.GetUtcNow()));
            var created = await escrow.Create(new CreateEscrow(planned.Input, developer.Id, keyAppName, null));
            if (created.IsRefused) return created.Refusal;
            var cast = new Cast(users.First(user => user.Email == planned.Input.BuyerEmail).ToPerson(), developer);
            escrows.Add(await LiveAsync(escrow, planned.Steps, cast));
        }

        return new MadeScenario(users, escrows);
    }

    private async Task<Escrow> LiveAsync(IEscrowGrain escrow, IReadOnlyList<PlannedStep> steps, Cast cast)
    {
        foreach (var step in steps)
        {
            var isTaken = step.Action == EscrowAction.AcceptPay
                ? await PayAsync(escrow, step.Input, cast)
                : !(await escrow.Take(RequestOf(step, cast))).IsRefused;
            if (!isTaken) break;
        }

        var view = await escrow.Read() ?? throw new InvalidOperationException("An escrow that was created is gone.");
        return view.Escrow;
    }

    /// <summary>Paying belongs to a session, as it does for everybody; the first offered rail that takes it.</summary>
    private async Task<bool> PayAsync(IEscrowGrain escrow, ActionInput input, Cast cast)
    {
        var sessionId = ids.NewUuid();
        var opened = await escrow.OpenSession(new OpenSession(
            sessionId,
            cast.Creator,
            EscrowAction.AcceptPay,
            cast.Buyer.Email,
            cast.Developer.Settings.RedirectUrls[0],
            Metadata: null,
            settings.DefaultLanguage,
            Idempotency: null));
        if (opened.IsRefused) return false;

        var form = new Submission
        {
            Id = ids.NewUuid(),
            Person = cast.Buyer,
            SteppedUp = true,
            Input = input,
            Payment = ChoiceOf(RailOffers.Of(settings, isSignedIn: true)[0]),
        };
        var answer = await submissions.SubmitAsync(sessionId, form, challengeCode: null, CancellationToken.None);
        return answer.Result == SubmissionResult.Completed;
    }

    private static PaymentChoice ChoiceOf(string rail) => rail == Rails.SandboxCard
        ? new PaymentChoice(rail, Spelling.Of(SandboxCardBehaviour.Succeeds), Last4: "4242")
        : new PaymentChoice(rail);

    /// <summary>Parties act as on their own escrow's page.</summary>
    private static ActionRequest RequestOf(PlannedStep step, Cast cast) => step.By switch
    {
        ActorKind.Buyer => new ActionRequest(step.Action, new Caller(Door.Page, cast.Buyer), Signed(step, cast.Buyer)),
        ActorKind.Seller =>
            new ActionRequest(step.Action, new Caller(Door.Page, cast.Seller), Signed(step, cast.Seller)),
        ActorKind.Developer => new ActionRequest(step.Action, cast.Creator, step.Input),
        ActorKind.Operator => new ActionRequest(step.Action, Caller.Operator, step.Input),
        _ => throw new ArgumentOutOfRangeException(nameof(step)),
    };

    private static ActionInput Signed(PlannedStep step, Person signer) => step.Action == EscrowAction.SignContract
        ? step.Input with { FullName = NameOf(signer) }
        : step.Input;

    /// <summary>An associated user may have given no names yet.</summary>
    private static string NameOf(Person signer)
    {
        var name = signer.FirstName.Length > 0 ? $"{signer.FirstName} {signer.LastName}" : signer.Email;
        return PlainText.Start(name, MaxNameLength);
    }

    /// <summary>Who acts in one escrow.</summary>
    private sealed record Cast(Person Buyer, Developer Developer)
    {
        public Person Seller { get; } = Developer.AssociatedUser
            ?? throw new InvalidOperationException("A scenario's escrows are sold by the associated user.");

        public Caller Creator { get; } = new(Door.Api, Developer.AssociatedUser, Developer.Id);
    }
}
