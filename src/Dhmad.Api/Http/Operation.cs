namespace Dhmad.Api.Http;

/// <summary>
/// What one call is: what the shell must know to judge it, and what the OpenAPI document says of it. Codes that every
/// call of its door can answer are added there.
/// </summary>
/// <param name="Name">The operation's id in the document, such as <c>createEscrow</c>.</param>
/// <param name="Summary">One sentence.</param>
public sealed record Operation(string Name, string Summary)
{
    /// <summary>What the <c>{id}</c> in the path is of, such as <c>escrow</c>; it must be 24 hex characters.</summary>
    public string? IdOf { get; init; }

    /// <summary>Whether a body is read: for POST and PUT.</summary>
    public bool ReadsBody { get; init; }

    /// <summary>Whether <c>Idempotency-Key</c> counts: for every POST but the two about tokens.</summary>
    public bool TakesIdempotencyKey { get; init; }

    /// <summary>
    /// Whether it runs again under its key when it got lost with a silo: not where it is more than one commit, of which
    /// the key would keep none from happening twice.
    /// </summary>
    public bool MayRunAgain { get; init; } = true;

    /// <summary>The fields of the body; null when it has none.</summary>
    public Shape? Body { get; init; }

    /// <summary>What may stand in the query.</summary>
    public IReadOnlyList<QueryPart> Query { get; init; } = [];

    /// <summary>The status of success.</summary>
    public int Status { get; init; } = StatusCodes.Status200OK;

    /// <summary>The body of success.</summary>
    public required Shape Answer { get; init; }

    /// <summary>The refusals of this call, besides those of its door.</summary>
    public IReadOnlyList<string> Codes { get; init; } = [];

    /// <summary>Rules that stop a session from being opened: all 400, in the object form of errors.</summary>
    public IReadOnlyList<string> BusinessRules { get; init; } = [];
}

/// <summary>A name in the query.</summary>
public sealed record QueryPart(string Name, Shape Shape, string Meaning)
{
    public static QueryPart Limit { get; } =
        new("limit", Shape.Integer(1, Http.Query.MaxLimit), "How many a page has; default 20, drawn into 1 to 100.");

    public static QueryPart Cursor { get; } =
        new("cursor", Shape.Text(1, Storage.Cursor.MaxLength), "The nextCursor of the page before.");
}
