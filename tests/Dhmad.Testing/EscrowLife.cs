using Dhmad.Domain;
using Dhmad.Domain.Accounts;
using Dhmad.Domain.Escrows;
using Dhmad.Domain.Ledger;
using Dhmad.Domain.Payments;
using Dhmad.Grains.Checkout;
using Dhmad.Grains.Escrows;
using Dhmad.Storage.Ledger;
using Xunit;

namespace Dhmad.Testing;

/// <summary>One escrow, lived through its grains as doors and pages would.</summary>
public sealed class EscrowLife(DhmadCluster cluster, string id)
{
    public string Id => id;

    public DhmadCluster Cluster => cluster;

    public IEscrowGrain Grain => cluster.Grains.GetGrain<IEscrowGrain>(id);

    /// <summary>Creates it through the API; the input must be acceptable.</summary>
    public static async Task<EscrowLife> CreateAsync(DhmadCluster cluster, NewEscrow? input = null)
    {
        var life = new EscrowLife(cluster, cluster.Get<IdSource>().NewId(cluster.Time.GetUtcNow()));
        var created = await life.Grain.Create(new CreateEscrow(input ?? Some.Escrow(), The.DeveloperId, null, null));
        Assert.Null(created.Refusal);
        return life;
    }

    /// <summary>The same escrow, seen by another runtime on the same file.</summary>
    public EscrowLife In(DhmadCluster other) => new(other, id);

    public async Task<Escrow> NowAsync() => (await Grain.Read())!.Escrow;

    public async Task<EscrowStatus> StatusAsync() => (await NowAsync()).Status;

    /// <summary>Seller delivers through the developer's API.</summary>
    public Task<Result<EscrowView>> DeliverAsync() => TakeAsync(EscrowAction.Deliver, The.Developer);

    public Task<Result<EscrowView>> RejectDeliveryAsync(string? reason = null) =>
        TakeAsync(EscrowAction.RejectDelivery, The.BuyersDeveloper, new ActionInput { Reason = reason });

    public Task<Result<EscrowView>> CancelAsync() => TakeAsync(EscrowAction.Cancel, The.Developer);

    /// <summary>An operator decides; their pages are another door to the same call.</summary>
    public Task<Result<EscrowView>> DecideAsync(EscrowAction action, Choice choice, decimal? sellerGross = null) =>
        TakeAsync(action, Caller.Operator, new ActionInput { Choice = choice, SellerGrossTnd = sellerGross });

    public Task<Result<EscrowView>> TakeAsync(EscrowAction action, Caller by, ActionInput? input = null) =>
        Grain.Take(new ActionRequest(action, by, input));

    /// <summary>Opens a session for a person; creation must be acceptable.</summary>
    public async Task<SessionLife> OpenAsync(EscrowAction action, Person target)
    {
        var opened = await TryOpenAsync(action, target.Email);
        Assert.Null(opened.Refusal);
        return opened.Session;
    }

    /// <summary>Opens a session as the API does, with the alarm set after the row is written.</summary>
    public async Task<(Refusal? Refusal, SessionLife Session)> TryOpenAsync(
        EscrowAction action, string targetEmail, string redirectUrl = The.RedirectUrl)
    {
        var sessionId = cluster.Get<IdSource>().NewUuid();
        var opened = await Grain.OpenSession(
            new OpenSession(sessionId, The.Developer, action, targetEmail, redirectUrl, null, "en", null));
        if (!opened.IsRefused) await cluster.Grains.GetGrain<ICheckoutSessionGrain>(sessionId.ToString()).Opened();
        return (opened.Refusal, new SessionLife(this, sessionId));
    }

    /// <summary>One person does one thing on a page of its own.</summary>
    public async Task DoAsync(EscrowAction action, Person person, ActionInput? input = null)
    {
        var session = await OpenAsync(action, person);
        var answer = await session.SubmitAsync(person, input);
        Assert.Equal((SubmissionResult.Completed, null), (answer.Result, answer.Refusal));
    }

    public async Task SignAsync()
    {
        await DoAsync(EscrowAction.SignContract, The.Seller, await SignatureAsync("Amel B."));
        await DoAsync(EscrowAction.SignContract, The.Buyer, await SignatureAsync("Sami T."));
    }

    /// <summary>The buyer pays with a practice card.</summary>
    public async Task PayAsync(SandboxCardBehaviour card = SandboxCardBehaviour.Succeeds, Person? buyer = null)
    {
        var session = await OpenAsync(EscrowAction.AcceptPay, buyer ?? The.Buyer);
        var answer = await session.PayAsync(card, buyer);
        Assert.Equal((SubmissionResult.Completed, null), (answer.Result, answer.Refusal));
    }

    public async Task<ActionInput> SignatureAsync(string name) =>
        new() { FullName = name, Seen = (await NowAsync()).TermsVersion };

    /// <summary>What lies in an account, in millimes.</summary>
    public Task<long> BalanceAsync(AccountKind kind, string? owner = null) =>
        cluster.Get<LedgerStore>().BalanceAsync(new LedgerAccount(kind, owner ?? id), CancellationToken.None);

    public Task<long> WalletAsync(Person person) => BalanceAsync(AccountKind.Available, person.Id);
}
