using Dhmad.Domain;
using Dhmad.Domain.Escrows;

namespace Dhmad.Grains.Escrows;

/// <summary>How an escrow comes to be.</summary>
public sealed partial class EscrowGrain
{
    public async Task<Result<ApiAnswer>> Create(CreateEscrow command)
    {
        if (await facts.OfCreationAsync(command) is not { } known)
            return new Refusal("DEVELOPER_NOT_FOUND", "There is no such developer.");
        var now = time.Now(command.DeveloperId);
        var decision = EscrowDecider.Create(Id, command.Input, known, ContextAt(now));
        if (decision.IsRefused) return decision.Refusal;

        var body = EscrowJson.Created(decision.Value.Escrow, EscrowAnswers.Created, settings.PublicUrl);
        var answer = new ApiAnswer(201, body) { IsStored = command.Idempotency is not null };
        var kept = EscrowAnswers.Kept(command.Idempotency, answer);
        var commit = CommitOf(decision.Value, now) with { Idempotency = kept };
        var outcome = await CommitAsync(commit);
        return outcome switch
        {
            CommitOutcome.Done => answer,
            CommitOutcome.Conflict => throw new InvalidOperationException($"Escrow {Id} exists already."),
            _ => RefusalOf(outcome, commit),
        };
    }
}
