using Dhmad.Api.Escrows;
using Dhmad.Api.Http;
using Dhmad.Domain;
using Dhmad.Domain.Escrows.Scenarios;
using static Dhmad.Api.Http.Shape;

namespace Dhmad.Api.Accounts;

/// <summary>The calls for tests, as the OpenAPI document of a sandbox lists them.</summary>
internal static class SandboxOperations
{
    public static readonly Operation Inbox = new("readInbox", "All mail of the deployment, newest first.")
    {
        Query =
        [
            new QueryPart("to", Email, "Only mail to this address."),
            new QueryPart("cursor", Text(max: 200), "Where the page before ended."),
            new QueryPart("limit", Integer(1, 100), "Rows of a page; 20 if absent."),
        ],
        Answer = Shape.Object(Always("mails", List(AccountShapes.Mail)), Always("nextCursor", Text().OrNull())),
    };

    public static readonly Operation TopUp = new(
        "topUp", "Puts practice money on a user's balance, creating the user if needed.")
    {
        Body = Shape.Object(Always("email", Email), Always("amount", Amount)),
        Answer = Shape.Object(Always("message", AccountShapes.Message), Always("balance", AccountShapes.Balance)),
    };

    public static readonly Operation Operate = new(
        "takeOperatorsPart", "Decides as an operator about an escrow of one's own.")
    {
        IdOf = "escrow",
        Body = Shape.Object(
            Always("action", OneOf(SandboxApi.OperatorActions.Select(Spelling.Of))),
            Maybe("decision", OneOf("release", "refund", "split", "accept", "reject")),
            Maybe("amountTnd", Amount.Saying("The seller's share before fees, for a split.")),
            Maybe("reason", Text(1, 500)),
            Maybe("note", Text(1, SandboxApi.MaxNoteLength))),
        Answer = Shape.Object(Always("message", AccountShapes.Message), Always("escrow", new Shape("object"))),
        Codes =
        [
            "ESCROW_NOT_FOUND", "ESCROW_ACCESS_DENIED", "NO_OPEN_DISPUTE", "SPLIT_AMOUNT_INVALID",
            "PROOF_NOT_APPLICABLE", "PROOF_NOT_IN_REVIEW", "DISPUTE_OPEN", "NO_DEPOSIT_UNDER_REVIEW",
        ],
    };

    public static readonly Operation Scenario = new(
        "makeScenario", "Makes people and escrows to practise with; the same name and seed make the same again.")
    {
        Body = Shape.Object(
            Always("name", OneOf(Spelling.All<ScenarioName>()).Saying(
                "fresh: two people with wallets of 10,000 TND. one_of_each: the same for four people, and an escrow in "
                + "every state that needs no clock.")),
            Maybe("seed", Integer(-ScenarioPlan.MaxSeed, ScenarioPlan.MaxSeed).Saying("Default 1."))),
        MayRunAgain = false,
        Status = StatusCodes.Status201Created,
        Answer = Shape.Object(
            Always("users", List(AccountShapes.Person)),
            Always("escrows", List(EscrowShapes.Escrow)),
            Always("urls", List(Url).Saying("The `url` of each, as its creation answers it, in the same order."))),
        Codes =
        [
            "ASSOCIATION_REQUIRED", "NO_REDIRECT_URLS_CONFIGURED", "SELLER_NOT_READY", "PHONE_NOT_VERIFIED",
            "RAIL_NOT_AVAILABLE", "DAILY_LIMIT_REACHED",
        ],
    };
}
