using Dhmad.Domain;
using Dhmad.Domain.Payments;

namespace Dhmad.Storage.Postgres.Commits;

/// <summary>The columns of <c>payments</c> that every change writes, from <c>$1</c> to <c>$8</c>.</summary>
internal sealed class PaymentColumns
{
    public const string Names = "id, status, token, last4, challenge_tries, decline_code, updated_at, check_at";

    private readonly List<string?> ids;
    private readonly List<string?> statuses;
    private readonly List<string?> tokens;
    private readonly List<string?> last4;
    private readonly List<long?> challengeTries;
    private readonly List<string?> declineCodes;
    private readonly List<long?> updatedAt;
    private readonly List<long?> checkAt;

    public PaymentColumns(string sql)
    {
        Statement = new BatchStatement(sql);
        ids = Statement.Texts();
        statuses = Statement.Texts();
        tokens = Statement.Texts();
        last4 = Statement.Texts();
        challengeTries = Statement.Numbers();
        declineCodes = Statement.Texts();
        updatedAt = Statement.Numbers();
        checkAt = Statement.Numbers();
    }

    public BatchStatement Statement { get; }

    public void Add(Payment payment)
    {
        ids.Add(payment.Id);
        statuses.Add(Spelling.Of(payment.Status));
        tokens.Add(payment.Token);
        last4.Add(payment.Last4);
        challengeTries.Add(payment.ChallengeTries);
        declineCodes.Add(payment.DeclineCode);
        updatedAt.Add(payment.UpdatedAt.ToUnixTimeMilliseconds());
        checkAt.Add(payment.CheckAt?.ToUnixTimeMilliseconds());
        Statement.Rows++;
    }
}
