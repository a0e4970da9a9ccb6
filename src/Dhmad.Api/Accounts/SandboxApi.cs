using Dhmad.Api.Http;
using Dhmad.Domain.Accounts;
using Dhmad.Domain.Escrows;
using Dhmad.Domain.Ledger;
using Dhmad.Grains.Accounts;
using Dhmad.Grains.Escrows;
using Dhmad.Storage.Accounts;

namespace Dhmad.Api.Accounts;

/// <summary>
/// Calls for tests: the inbox, money out of nowhere, and the operator's part. They do not exist in live.
/// </summary>
public sealed class SandboxApi(IGrainFactory grains, MailStore mails)
{
    public const decimal MaxTopUp = 1_000_000m;

    public const int MaxNoteLength = 1000;

    public static readonly IReadOnlyList<EscrowAction> OperatorActions =
    [
        EscrowAction.ResolveDispute, EscrowAction.DecideProof, EscrowAction.ApproveDeposit, EscrowAction.RejectDeposit,
    ];

    private static readonly IReadOnlyList<Choice> DisputeDecisions = [Choice.Release, Choice.Refund, Choice.Split];
    private static readonly IReadOnlyList<Choice> ProofDecisions = [Choice.Accept, Choice.Reject];

    /// <summary>Far beyond any escrow; whether a split fits is a rule, not a form.</summary>
    private const decimal MaxSplit = 1_000_000_000_000m;

    private const int MaxSplitDecimals = 12;

    public void Map(ApiGroup api)
    {
        api.Get("/sandbox/inbox", ReadInboxAsync, SandboxOperations.Inbox);
        api.Post("/sandbox/top-up", TopUpAsync, SandboxOperations.TopUp);
        api.Post("/sandbox/escrows/{id}/operator", OperateAsync, SandboxOperations.Operate);
    }

    private async Task<Reply> ReadInboxAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var query = request.Query;
        var recipient = query.Text("to", EmailAddress.MaxLength);
        if (recipient is not null && !EmailAddress.TryRead(recipient, out recipient))
            query.Bad("to", "must be an e-mail address");
        var before = query.Cursor();
        var limit = query.Limit();
        if (query.Refusal is { } refusal) return refusal;
        var page = await mails.PageAsync(recipient, before, limit, cancellationToken);
        return Reply.Ok(MailJson.List(page.Mails, page.Next?.ToString()));
    }

    private async Task<Reply> TopUpAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var email = request.Fields.RequiredEmail("email");
        var amount = request.Fields.RequiredAmount("amount", MaxTopUp, Currency.Tnd.Decimals);
        if (request.Fields.Refusal is { } refusal) return refusal;
        return Money.TryToMinor(amount, Currency.Tnd, out var millimes)
            ? await grains.User(email).TopUp(millimes, request.Idempotency)
            : throw new InvalidOperationException("An amount of a checked form fits.");
    }

    private async Task<Reply> OperateAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var (action, input) = ReadDecision(request.Fields);
        if (request.Fields.Refusal is { } refusal) return refusal;
        var escrow = grains.GetGrain<IEscrowGrain>(request.Id);
        if (await escrow.Read() is not { } view) return Problems.Of("ESCROW_NOT_FOUND", "There is no such escrow.");
        if (view.Escrow.DeveloperId != request.DeveloperId)
            return Problems.Of("ESCROW_ACCESS_DENIED", "Only the creator may take the operator's part.");

        var taken = await escrow.Take(
            new ActionRequest(action, Caller.Operator, input) { Idempotency = request.Idempotency });
        if (taken.IsRefused) return taken.Refusal;
        return taken.Value.Answer ?? throw new InvalidOperationException("An action through the API has an answer.");
    }

    private static (EscrowAction Action, ActionInput Input) ReadDecision(Fields fields)
    {
        var action = fields.RequiredChoice("action", OperatorActions);
        var decisions = action switch
        {
            EscrowAction.ResolveDispute => DisputeDecisions,
            EscrowAction.DecideProof => ProofDecisions,
            _ => [],
        };
        var input = new ActionInput
        {
            Choice = decisions.Count > 0 ? fields.RequiredChoice("decision", decisions) : null,
            SellerGrossTnd = action == EscrowAction.ResolveDispute
                ? fields.Number("amountTnd", -MaxSplit, MaxSplit, MaxSplitDecimals)
                : null,
            Reason = action == EscrowAction.RejectDeposit ? fields.RequiredText("reason", 1, 500) : null,
            Note = fields.Text("note", 1, MaxNoteLength),
        };
        return (action, input);
    }
}
