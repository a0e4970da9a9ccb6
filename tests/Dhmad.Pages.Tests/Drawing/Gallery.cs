using Dhmad.Api.Pages;
using Dhmad.Api.Pages.Accounts;
using Dhmad.Api.Pages.Checkout;
using Dhmad.Api.Pages.Language;
using Dhmad.Api.Pages.Shell;
using Dhmad.Domain.Accounts;
using Dhmad.Domain.Checkout;
using Dhmad.Domain.Escrows;
using Dhmad.Grains.Accounts;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace Dhmad.Pages.Tests.Drawing;

/// <summary>Every page in every state worth looking at, drawn from made-up deals.</summary>
internal static class Gallery
{
    private static readonly ServiceProvider Services = new ServiceCollection().AddLogging().AddPageDrawing().BuildServiceProvider();

    private const string Velo = "Velo Souk";

    private static readonly AssociationOffer Offer =
        new("66d4a0c19b3c5e7a2f1d8c00", "dev@example.tn", Velo, SomeDeal.Now.AddHours(20));

    private static readonly FormState PayErrors = new(
        new Dictionary<string, string> { ["rail"] = "sandbox_card" },
        [new FieldError("cardNumber", "wrong.cardNumber"), new FieldError("cardExpiry", "wrong.cardExpiry"), new FieldError("confirm", "wrong.confirm")]);

    private static readonly FormState BadEmail = new(
        new Dictionary<string, string> { ["email"] = "sami@" }, [new FieldError("email", "wrong.email")]);

    public static IReadOnlyDictionary<string, Func<Task<string>>> Pages { get; } = new Dictionary<string, Func<Task<string>>>
    {
        ["sign_contract"] = () => Checkout(View(EscrowAction.SignContract, SomeDeal.Sami)),
        ["sign_contract_second"] = () => Checkout(Signed(View(EscrowAction.SignContract, SomeDeal.Amel))),
        ["accept_pay"] = () => Checkout(Pay(SomeDeal.Standard(), ["sandbox_card", "wallet"])),
        ["accept_pay_errors"] = () => Checkout(Pay(SomeDeal.Standard(), ["sandbox_card", "wallet"]) with { Form = PayErrors }),
        ["accept_pay_declined"] = () => Checkout(Pay(SomeDeal.Standard(), ["sandbox_card"]) with { RefusalCode = "PAYMENT_DECLINED" }),
        ["accept_pay_guest"] = () => Checkout(Pay(SomeDeal.Instant(), ["sandbox_card"]) with { IsGuest = true }, null),
        ["card_check"] = () => Checkout(Pay(SomeDeal.Standard(), ["sandbox_card"]) with { AsksCardCheck = true }),
        ["complete"] = () => Checkout(View(EscrowAction.Complete, SomeDeal.Sami, EscrowStatus.Delivered)),
        ["dispute"] = () => Checkout(View(EscrowAction.Dispute, SomeDeal.Amel, EscrowStatus.Paid)),
        ["request_cancellation"] = () => Checkout(View(EscrowAction.RequestCancellation, SomeDeal.Sami, EscrowStatus.Paid)),
        ["accept_cancellation"] = () => Checkout(Requested(EscrowAction.AcceptCancellation)),
        ["reject_cancellation"] = () => Checkout(Requested(EscrowAction.RejectCancellation)),
        ["cancel_escrow"] = () => Checkout(View(EscrowAction.CancelEscrow, SomeDeal.Amel, EscrowStatus.Paid)),
        ["sign_in_button"] = () => SignIn(new SignInView(SignInStep.Email, "/x") { MaskedEmail = "s•••@e•••.tn" }),
        ["sign_in_code"] = () => SignIn(new SignInView(SignInStep.Code, "/x") { MaskedEmail = "s•••@e•••.tn" }),
        ["sign_in_names"] = () => SignIn(new SignInView(SignInStep.Names, "/x")),
        ["login"] = () => Draw<LoginPage>(new() { ["View"] = new SignInView(SignInStep.Email, "/login") { Next = "/x", Form = BadEmail } }, null),
        ["wrong_person"] = () => Draw<WrongPersonPage>(new() { ["TargetEmail"] = "sami@example.tn" }, SomeDeal.Amel.Email),
        ["unknown"] = () => Draw<LinkNotValidPage>([], null),
        ["expired"] = () => Draw<ClosedPage>(new() { ["Session"] = Ended(SessionStatus.Expired) }, SomeDeal.Sami.Email, Velo),
        ["cancelled"] = () => Draw<ClosedPage>(new() { ["Session"] = Ended(SessionStatus.Cancelled) }, SomeDeal.Sami.Email, Velo),
        ["completed"] = () => Draw<ClosedPage>(new() { ["Session"] = Ended(SessionStatus.Completed) }, null, Velo),
        ["not_possible"] = () => Draw<NotPossiblePage>(
            new() { ["Session"] = Ended(SessionStatus.Pending), ["RefusalCode"] = "CONTRACT_NOT_SIGNED" }, SomeDeal.Sami.Email, Velo),
        ["checking"] = () => Draw<BeingCheckedPage>(new() { ["Session"] = Ended(SessionStatus.Pending) }, SomeDeal.Sami.Email, Velo),
        ["late"] = () => Draw<LatePaymentPage>(
            new() { ["Session"] = Ended(SessionStatus.Expired), ["AmountTnd"] = 480_000L }, SomeDeal.Sami.Email, Velo),
        ["done_pay"] = () => Done(EscrowAction.AcceptPay, SomeDeal.Sami, SomeDeal.Standard(EscrowStatus.Paid)),
        ["done_pay_proof"] = () => Done(EscrowAction.AcceptPay, SomeDeal.Sami, SomeDeal.Quick(ProofPhase.WaitingSellerProof)),
        ["done_pay_refunded"] = () => Done(EscrowAction.AcceptPay, SomeDeal.Sami, SomeDeal.Standard(EscrowStatus.Paid)
            .Ended(EscrowStatus.Cancelled, ActorKind.Seller, ClosureReason.CancellationAccepted)),
        ["done_complete"] = () => Done(EscrowAction.Complete, SomeDeal.Sami, SomeDeal.Standard(EscrowStatus.Delivered)
            .Ended(EscrowStatus.Completed, ActorKind.Buyer, ClosureReason.BuyerCompleted)),
        ["done_dispute"] = () => Done(EscrowAction.Dispute, SomeDeal.Sami, SomeDeal.Standard(EscrowStatus.Paid).Disputed()),
        ["done_dispute_split"] = () => Done(EscrowAction.Dispute, SomeDeal.Sami, SomeDeal.Standard(EscrowStatus.Paid)
            .Disputed(SomeDeal.Split).Ended(EscrowStatus.Completed, ActorKind.Operator, ClosureReason.DisputeSplit)),
        ["association"] = () => Draw<AssociationPage>(new() { ["Offer"] = Offer }, SomeDeal.Amel.Email),
        ["associated"] = () => Draw<AssociatedPage>(new() { ["Offer"] = Offer }, SomeDeal.Amel.Email),
        ["problem_404"] = () => Draw<ProblemPage>(new() { ["Status"] = 404 }, null),
        ["problem_500"] = () => Draw<ProblemPage>(new() { ["Status"] = 500 }, null),
    };

    private static CheckoutView View(EscrowAction action, Person target, EscrowStatus status = EscrowStatus.Pending) =>
        new(SomeDeal.Session(action, target), SomeDeal.Standard(status), SomeDeal.Now)
        {
            SubmissionId = Guid.Parse("6b6c9a2e-7d0f-4f4e-8d0a-1f2e3d4c5b6a"),
            Deadline = status switch
            {
                EscrowStatus.Pending => new Deadline(SomeDeal.Now.AddDays(30), EscrowAction.Expire),
                EscrowStatus.Delivered => new Deadline(SomeDeal.Now.AddDays(6), EscrowAction.CompleteBySilence),
                _ => null,
            },
            WaitingOn = [target == SomeDeal.Sami ? ActorKind.Buyer : ActorKind.Seller],
        };

    private static CheckoutView Signed(CheckoutView view) => view with
    {
        Escrow = view.Escrow with
        {
            Contract = view.Escrow.Contract! with
            {
                BuyerSignature = new Signature(SomeDeal.Now.AddHours(-2), SomeDeal.Sami.Id, SomeDeal.Sami.Email, "Sami Ben Ali", null, null, null, ""),
            },
        },
    };

    private static CheckoutView Pay(Escrow escrow, IReadOnlyList<string> rails) =>
        View(EscrowAction.AcceptPay, SomeDeal.Sami) with { Escrow = escrow, Rails = rails, WalletTnd = 1_250_500 };

    private static CheckoutView Requested(EscrowAction action)
    {
        var view = View(action, SomeDeal.Amel, EscrowStatus.Paid);
        return view with { Escrow = view.Escrow.Requested() };
    }

    private static CheckoutSession Ended(SessionStatus status) => SomeDeal.Session(EscrowAction.AcceptPay, SomeDeal.Sami, status);

    private static Task<string> Checkout(CheckoutView view, string? signedInAs = "") =>
        Draw<CheckoutPage>(new() { ["View"] = view }, signedInAs is null ? null : view.Session.TargetEmail, Velo);

    private static Task<string> SignIn(SignInView view) => Draw<CheckoutSignInPage>(
        new() { ["Session"] = SomeDeal.Session(EscrowAction.SignContract, SomeDeal.Sami), ["View"] = view }, null, Velo);

    /// <summary>The outcome of a step, opened while the deal stands so.</summary>
    public static Task<string> Done(EscrowAction action, Person person, Escrow escrow)
    {
        var next = EscrowNext.Of(escrow);
        var view = new CheckoutView(SomeDeal.Session(action, person, SessionStatus.Completed), escrow, SomeDeal.Now)
        {
            WaitingOn = next.WaitingOn,
            Deadline = next.Deadline,
        };
        return Draw<DonePage>(new() { ["View"] = view }, person.Email, Velo);
    }

    /// <summary>The page on which a deal is paid.</summary>
    public static Task<string> Paying(Escrow escrow) => Checkout(Pay(escrow, ["sandbox_card"]));

    /// <summary>An action's page of a deal in which everything is these words.</summary>
    public static Task<string> Written(EscrowAction action, string words)
    {
        var view = Requested(action);
        var escrow = view.Escrow;
        return Checkout(view with
        {
            Escrow = escrow with
            {
                Terms = escrow.Terms with { Description = words, ContractTerms = words },
                CancellationRequest = escrow.CancellationRequest! with { Reason = words },
            },
        });
    }

    private static Task<string> Draw<TPage>(Dictionary<string, object?> parameters, string? signedInAs, string? application = null)
        where TPage : IComponent => Html.DrawAsync<TPage>(
            Services,
            new PageFrame(Texts.In("en"))
            {
                IsSandbox = true,
                CsrfToken = "token",
                SignedInAs = signedInAs,
                ApplicationName = application,
                Path = "/checkout/0b7e3a52-6c1d-4f7a-9d55-2e8f4b6a1c90",
                RequestId = "3f6b1c1e-7a52-4a0e-9a54-0d7f9f0c2b11",
            },
            parameters);
}
