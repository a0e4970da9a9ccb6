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

        // Of so many a day, it may be the last one itself.
        if (decision.IsRefused) return await MadeAsync(command) is { } before ? before : decision.Refusal;

        var answer = CreatedAnswer(decision.Value.Escrow, command);
        var kept = EscrowAnswers.Kept(command.Idempotency, answer);
        var commit = CommitOf(decision.Value, now) with { Idempotency = kept };
        var outcome = await CommitAsync(commit);
        if (outcome == CommitOutcome.Done) return answer;
        if (await MadeAsync(command) is { } earlier) return earlier;
        return RefusalOf(outcome, commit);
    }

    /// <summary>What an earlier call with this id came to; null when there was none.</summary>
    private async Task<ApiAnswer?> MadeAsync(CreateEscrow command) =>
        await PresentAsync() is { } made && made.DeveloperId == command.DeveloperId
            ? CreatedAnswer(made, command)
            : null;

    private ApiAnswer CreatedAnswer(Escrow made, CreateEscrow command) =>
        new(201, EscrowJson.Created(made, EscrowAnswers.Created, settings.PublicUrl))
        {
            IsStored = command.Idempotency is not null,
        };
}
