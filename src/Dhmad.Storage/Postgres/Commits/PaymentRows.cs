using Dhmad.Domain;
using Dhmad.Domain.Escrows;
using Dhmad.Domain.Payments;
using Dhmad.Storage.Escrows;

namespace Dhmad.Storage.Postgres.Commits;

/// <summary>Payments' rows, guarded by their old status; an escrow has one open payment at most.</summary>
internal sealed class PaymentRows : CommitPart
{
    private const string Names = $"{PaymentColumns.Names}, {FirstColumns.Names}";

    private static readonly string Insert =
        $"""
        WITH written AS (
            INSERT INTO payments ({Names})
            SELECT u.* FROM {BatchStatement.Unnest(Names)} AS u
            WHERE (SELECT true FROM payments AS p WHERE p.escrow_id = u.escrow_id
                AND (p.status = 'started' OR p.status = 'challenged' OR p.status = 'under_review')) IS NULL
            RETURNING 1)
        SELECT expect_rows(count(*), cardinality($1)) FROM written
        """;

    private static readonly string Update =
        $"""
        WITH changed AS (
            UPDATE payments SET status = u.status, token = u.token, last4 = u.last4,
                challenge_tries = u.challenge_tries, decline_code = u.decline_code, updated_at = u.updated_at,
                check_at = u.check_at
            FROM {BatchStatement.Unnest($"{PaymentColumns.Names}, status_before")} AS u
            WHERE payments.id = u.id AND payments.status = u.status_before
            RETURNING 1)
        SELECT expect_rows(count(*), cardinality($1)) FROM changed
        """;

    private readonly BatchStatement find = new(
        "SELECT id, status FROM payments WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE");

    // A statement of its own, in the order of its index: planned as one while the table is small, both walk all of it.
    private readonly BatchStatement findOpen = new(
        """
        SELECT escrow_id FROM payments
        WHERE escrow_id = ANY($1) AND (status = 'started' OR status = 'challenged' OR status = 'under_review')
        ORDER BY escrow_id FOR NO KEY UPDATE
        """);

    private readonly List<string?> askedIds;
    private readonly List<string?> askedEscrows;
    private readonly Dictionary<string, PaymentStatus> statuses = new(StringComparer.Ordinal);
    private readonly HashSet<string> open = new(StringComparer.Ordinal);
    private readonly PaymentColumns inserted = new(Insert);
    private readonly FirstColumns first;
    private readonly PaymentColumns updated = new(Update);
    private readonly List<string?> statusesBefore;

    public PaymentRows()
    {
        askedIds = find.Texts();
        askedEscrows = findOpen.Texts();
        first = new FirstColumns(inserted.Statement);
        statusesBefore = updated.Statement.Texts();
    }

    public override IEnumerable<Question> Questions
    {
        get
        {
            if (find.Rows > 0)
                yield return new(
                    find, row => statuses[row.GetString(0)] = Column.Enum<PaymentStatus>(row.GetString(1)));
            if (findOpen.Rows > 0) yield return new(findOpen, row => open.Add(row.GetString(0)));
        }
    }

    public override IEnumerable<BatchStatement> Writes => [inserted.Statement, updated.Statement];

    public override void Ask(EscrowCommit commit)
    {
        if (commit.Payment is not { } change) return;
        askedIds.Add(change.Payment.Id);
        find.Rows++;
        if (change.From is not null) return;
        askedEscrows.Add(change.Payment.EscrowId);
        findOpen.Rows++;
    }

    public override CommitOutcome Judge(EscrowCommit commit)
    {
        if (commit.Payment is not var (payment, from)) return CommitOutcome.Done;
        var isKnown = statuses.TryGetValue(payment.Id, out var status);
        var passes = from is null ? !isKnown && !open.Contains(payment.EscrowId) : isKnown && status == from;
        return passes ? CommitOutcome.Done : CommitOutcome.Conflict;
    }

    public override void Add(PreparedCommit prepared, long escrowNumber)
    {
        var commit = prepared.Commit;
        if (commit.Payment is not var (payment, from)) return;
        if (from is { } before)
        {
            updated.Add(payment);
            statusesBefore.Add(Spelling.Of(before));
            return;
        }

        inserted.Add(payment);
        first.Add(payment);
    }

    /// <summary>What never changes of a payment.</summary>
    private sealed class FirstColumns(BatchStatement insert)
    {
        public const string Names =
            "escrow_id, session_id, rail, amount_tnd, terms_version, payer_id, payer_email, payer_first_name, "
            + "payer_last_name, created_at";

        private readonly List<string?> escrowIds = insert.Texts();
        private readonly List<string?> sessionIds = insert.Texts();
        private readonly List<string?> rails = insert.Texts();
        private readonly List<long?> amounts = insert.Numbers();
        private readonly List<long?> termsVersions = insert.Numbers();
        private readonly List<string?> payerIds = insert.Texts();
        private readonly List<string?> payerEmails = insert.Texts();
        private readonly List<string?> payerFirstNames = insert.Texts();
        private readonly List<string?> payerLastNames = insert.Texts();
        private readonly List<long?> createdAt = insert.Numbers();

        public void Add(Payment payment)
        {
            escrowIds.Add(payment.EscrowId);
            sessionIds.Add(payment.SessionId);
            rails.Add(payment.Rail);
            amounts.Add(payment.AmountTnd);
            termsVersions.Add(payment.TermsVersion);
            payerIds.Add(payment.Payer.Id);
            payerEmails.Add(payment.Payer.Email);
            payerFirstNames.Add(payment.Payer.FirstName);
            payerLastNames.Add(payment.Payer.LastName);
            createdAt.Add(payment.CreatedAt.ToUnixTimeMilliseconds());
        }
    }
}
