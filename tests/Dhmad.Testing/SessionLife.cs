using Dhmad.Domain;
using Dhmad.Domain.Accounts;
using Dhmad.Domain.Checkout;
using Dhmad.Domain.Escrows;
using Dhmad.Domain.Payments;
using Dhmad.Grains.Checkout;
using Dhmad.Grains.Payments;

namespace Dhmad.Testing;

/// <summary>One checkout session, used as its page would.</summary>
public sealed class SessionLife(EscrowLife escrow, Guid id)
{
    public Guid Id => id;

    public ICheckoutSessionGrain Grain => escrow.Cluster.Grains.GetGrain<ICheckoutSessionGrain>(id.ToString());

    public async Task<CheckoutSession> NowAsync() => (await Grain.Read())!.Session;

    public async Task<SessionStatus> StatusAsync() => (await NowAsync()).Status;

    /// <summary>The same session, seen by another runtime on the same file.</summary>
    public SessionLife In(DhmadCluster other) => new(escrow.In(other), id);

    /// <summary>A form post by somebody who just entered a code; without an id it is a new one.</summary>
    public Task<SubmissionAnswer> SubmitAsync(Person person, ActionInput? input = null, Guid? submissionId = null) =>
        CallAsync(Form(person, submissionId) with { Input = input ?? new ActionInput() });

    public async Task<SubmissionAnswer> PayAsync(
        SandboxCardBehaviour card = SandboxCardBehaviour.Succeeds, Person? payer = null, Guid? submissionId = null) =>
        await CallAsync(await PaymentAsync(Rails.SandboxCard, card, payer, submissionId));

    public async Task<SubmissionAnswer> PayFromWalletAsync(Guid? submissionId = null) =>
        await CallAsync(await PaymentAsync(Rails.Wallet, null, null, submissionId));

    /// <summary>The card check: only a code, under a submission id of its own.</summary>
    public Task<SubmissionAnswer> AnswerCheckAsync(string code, Guid? submissionId = null) =>
        CallAsync(Form(The.Buyer, submissionId) with { AnswersChallenge = true }, code);

    public Task<SubmissionAnswer> CallAsync(Submission submission, string? code = null) =>
        escrow.Cluster.Get<SubmissionCall>().SubmitAsync(id, submission, code, CancellationToken.None);

    /// <summary>A payment form as the page hands it on.</summary>
    public async Task<Submission> PaymentAsync(
        string rail, SandboxCardBehaviour? card, Person? payer = null, Guid? submissionId = null) =>
        Form(payer ?? The.Buyer, submissionId) with
        {
            Input = new ActionInput { Seen = (await escrow.NowAsync()).TermsVersion },
            Payment = new PaymentChoice(rail, card is { } behaviour ? Spelling.Of(behaviour) : null, card is null ? null : "4242"),
        };

    public Submission Form(Person person, Guid? submissionId = null) => new()
    {
        Id = submissionId ?? escrow.Cluster.Get<IdSource>().NewUuid(),
        Person = person,
        SteppedUp = true,
    };
}
