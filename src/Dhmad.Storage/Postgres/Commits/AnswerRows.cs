using Dhmad.Domain.Checkout;
using Dhmad.Domain.Escrows;
using Dhmad.Domain;
using Dhmad.Storage.Escrows;

namespace Dhmad.Storage.Postgres.Commits;

/// <summary>What makes repeats find their answer: submissions and idempotency records.</summary>
internal sealed class AnswerRows : CommitPart
{
    private static readonly string FindSubmissions =
        $"""
        SELECT s.session_id, s.id FROM {BatchStatement.Unnest("session_id, id")} AS u
        JOIN submissions s ON s.session_id = u.session_id AND s.id = u.id
        """;

    private static readonly string FindClaims =
        $"""
        SELECT k.scope, k.key FROM {BatchStatement.Unnest("scope, key, claim_id")} AS u
        JOIN idempotency_keys k ON k.scope = u.scope AND k.key = u.key AND k.claim_id = u.claim_id
        WHERE k.status IS NULL ORDER BY k.scope, k.key FOR NO KEY UPDATE OF k
        """;

    private readonly BatchStatement findSubmissions = new(FindSubmissions);
    private readonly List<string?> askedSessions;
    private readonly List<string?> askedSubmissions;
    private readonly HashSet<(string SessionId, string Id)> known = [];

    private readonly BatchStatement findClaims = new(FindClaims);
    private readonly List<string?> askedScopes;
    private readonly List<string?> askedKeys;
    private readonly List<string?> askedClaims;
    private readonly HashSet<(string Scope, string Key)> claimed = [];

    private readonly SubmissionColumns submissions = new();
    private readonly AnsweredColumns answered = new();
    private readonly IdempotencyColumns records = new();

    public AnswerRows()
    {
        (askedSessions, askedSubmissions) = (findSubmissions.Texts(), findSubmissions.Texts());
        (askedScopes, askedKeys, askedClaims) = (findClaims.Texts(), findClaims.Texts(), findClaims.Texts());
    }

    public override IEnumerable<Question> Questions
    {
        get
        {
            if (findSubmissions.Rows > 0)
                yield return new(findSubmissions, row => known.Add((row.GetString(0), row.GetString(1))));
            if (findClaims.Rows > 0)
                yield return new(findClaims, row => claimed.Add((row.GetString(0), row.GetString(1))));
        }
    }

    public override IEnumerable<BatchStatement> Writes =>
        [submissions.Statement, answered.Statement, records.Statement];

    public override void Ask(EscrowCommit commit)
    {
        if (commit.Submission is { } submission)
        {
            askedSessions.Add(submission.SessionId.ToString());
            askedSubmissions.Add(submission.Id.ToString());
            findSubmissions.Rows++;
        }

        if (commit.Idempotency?.Claim is not { } claim) return;
        askedScopes.Add(claim.Scope);
        askedKeys.Add(claim.Key);
        askedClaims.Add(claim.ClaimId.ToString());
        findClaims.Rows++;
    }

    public override CommitOutcome Judge(EscrowCommit commit)
    {
        if (commit.Submission is { } submission
            && known.Contains((submission.SessionId.ToString(), submission.Id.ToString())))
            return CommitOutcome.SubmissionKnown;
        return commit.Idempotency?.Claim is not { } claim || claimed.Contains((claim.Scope, claim.Key))
            ? CommitOutcome.Done
            : CommitOutcome.ClaimLost;
    }

    /// <summary>What was taken is not free for a later commit of the batch.</summary>
    public override void Add(PreparedCommit prepared, long escrowNumber)
    {
        var commit = prepared.Commit;
        if (commit.Submission is { } submission)
        {
            known.Add((submission.SessionId.ToString(), submission.Id.ToString()));
            submissions.Add(submission);
        }

        if (commit.Answered is { } outcome) answered.Add(outcome);
        if (commit.Idempotency is not { } record) return;
        claimed.Remove((record.Claim.Scope, record.Claim.Key));
        records.Add(record, commit.RealTime);
    }

    private sealed class SubmissionColumns
    {
        private const string Names = "session_id, id, outcome, code, payment_id, at";

        private static readonly string Insert =
            $"INSERT INTO submissions ({Names}) SELECT * FROM {BatchStatement.Unnest(Names)} AS u";

        private readonly List<string?> sessionIds;
        private readonly List<string?> ids;
        private readonly List<string?> outcomes;
        private readonly List<string?> codes;
        private readonly List<string?> paymentIds;
        private readonly List<long?> at;

        public SubmissionColumns()
        {
            (sessionIds, ids, outcomes) = (Statement.Texts(), Statement.Texts(), Statement.Texts());
            (codes, paymentIds, at) = (Statement.Texts(), Statement.Texts(), Statement.Numbers());
        }

        public BatchStatement Statement { get; } = new(Insert);

        public void Add(SubmissionRecord submission)
        {
            sessionIds.Add(submission.SessionId.ToString());
            ids.Add(submission.Id.ToString());
            outcomes.Add(Spelling.Of(submission.Outcome));
            codes.Add(submission.Code);
            paymentIds.Add(submission.PaymentId);
            at.Add(submission.At.ToUnixTimeMilliseconds());
            Statement.Rows++;
        }
    }

    private sealed class AnsweredColumns
    {
        private readonly List<string?> paymentIds;
        private readonly List<string?> outcomes;
        private readonly List<string?> codes;

        public AnsweredColumns() =>
            (paymentIds, outcomes, codes) = (Statement.Texts(), Statement.Texts(), Statement.Texts());

        public BatchStatement Statement { get; } = new(
            """
            UPDATE submissions SET (outcome, code) = (
                SELECT u.outcome, u.code FROM unnest($1, $2, $3) AS u (payment_id, outcome, code)
                WHERE u.payment_id = submissions.payment_id LIMIT 1)
            WHERE payment_id = ANY($1) AND outcome = 'started'
            """);

        public void Add(SubmissionAnswered answered)
        {
            paymentIds.Add(answered.PaymentId);
            outcomes.Add(Spelling.Of(answered.Outcome));
            codes.Add(answered.Code);
            Statement.Rows++;
        }
    }
}
