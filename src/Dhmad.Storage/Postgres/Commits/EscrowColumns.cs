using Dhmad.Domain;
using Dhmad.Storage.Escrows;

namespace Dhmad.Storage.Postgres.Commits;

/// <summary>The columns of <c>escrows</c> that every commit writes, from <c>$1</c> to <c>$15</c>.</summary>
internal sealed class EscrowColumns
{
    public const string Names =
        "id, version, sequence, last_hash, amount_tnd, updated_at, state, status, listed_as, buyer_id, buyer_email, "
        + "seller_id, seller_email, deadline_at, number";

    private readonly List<string?> ids;
    private readonly List<long?> versions;
    private readonly List<long?> sequences;
    private readonly List<byte[]?> lastHashes;
    private readonly List<long?> amounts;
    private readonly List<long?> updatedAt;
    private readonly List<byte[]?> states;
    private readonly List<string?> statuses;
    private readonly List<string?> lists;
    private readonly List<string?> buyerIds;
    private readonly List<string?> buyerEmails;
    private readonly List<string?> sellerIds;
    private readonly List<string?> sellerEmails;
    private readonly List<long?> deadlines;
    private readonly List<long?> numbers;

    public EscrowColumns(string sql)
    {
        Statement = new BatchStatement(sql);
        ids = Statement.Texts();
        versions = Statement.Numbers();
        sequences = Statement.Numbers();
        lastHashes = Statement.Blobs();
        amounts = Statement.Numbers();
        updatedAt = Statement.Numbers();
        states = Statement.Blobs();
        statuses = Statement.Texts();
        lists = Statement.Texts();
        buyerIds = Statement.Texts();
        buyerEmails = Statement.Texts();
        sellerIds = Statement.Texts();
        sellerEmails = Statement.Texts();
        deadlines = Statement.Numbers();
        numbers = Statement.Numbers();
    }

    public BatchStatement Statement { get; }

    public void Add(PreparedCommit prepared, long number)
    {
        var escrow = prepared.Commit.Escrow;
        ids.Add(escrow.Id);
        versions.Add(escrow.Version);
        sequences.Add(escrow.Sequence);
        lastHashes.Add(escrow.LastHash);
        amounts.Add(escrow.Terms.AmountTnd);
        updatedAt.Add(escrow.UpdatedAt.ToUnixTimeMilliseconds());
        states.Add(prepared.State);
        statuses.Add(Spelling.Of(escrow.Status));
        lists.Add(EscrowLists.Of(escrow.Status));
        buyerIds.Add(escrow.Buyer.Id);
        buyerEmails.Add(escrow.Buyer.Email);
        sellerIds.Add(escrow.Seller.Id);
        sellerEmails.Add(escrow.Seller.Email);
        deadlines.Add(prepared.DeadlineAt);
        numbers.Add(number);
        Statement.Rows++;
    }
}
