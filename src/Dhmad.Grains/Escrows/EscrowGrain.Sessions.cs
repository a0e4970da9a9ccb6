using Dhmad.Domain;
using Dhmad.Domain.Checkout;
using Dhmad.Domain.Escrows;
using Dhmad.Grains.Accounts;
using Dhmad.Storage;

namespace Dhmad.Grains.Escrows;

/// <summary>
/// Opening checkout sessions. Their rows are written here, so that no session is opened on a state that has passed.
/// </summary>
public sealed partial class EscrowGrain
{
    public async Task<Result<ApiAnswer>> OpenSession(OpenSession command)
    {
        for (var judgement = 0; judgement < MaxJudgements; judgement++)
        {
            if (await PresentAsync() is not { } present) return EscrowNotFound;
            var now = NowOf(present);
            if (await RefuseSessionAsync(present, command, now) is { } refusal) return refusal;

            var session = SessionOf(present, command, now);
            var body = SessionJson.Created(session, settings.PublicUrl);
            var answer = new ApiAnswer(201, body) { IsStored = command.Idempotency is not null };
            var kept = EscrowAnswers.Kept(command.Idempotency, answer);
            var outcome = await sessions.InsertAsync(session, present.Version, kept, CancellationToken.None);
            if (outcome == CommitOutcome.Done) return answer;
            if (outcome == CommitOutcome.ClaimLost) return EscrowAnswers.ClaimLost;
            Forget();
        }

        throw new DatabaseUnavailableException($"Other commits of escrow {Id} keep coming first.");
    }

    /// <summary>
    /// In the order of the specification: access, where to return to, how many are open, the action itself.
    /// </summary>
    private async Task<Refusal?> RefuseSessionAsync(Escrow present, OpenSession command, DateTimeOffset now)
    {
        var developerId = command.By.DeveloperId!;
        if (!EscrowAccess.MayRead(present, developerId, command.By.User)) return RefusalCodes.EscrowAccessDenied;
        var developer = await GrainFactory.Developer(developerId).Read();
        var listed = developer?.Settings.RedirectUrls ?? [];
        if (RedirectUrl.Judge(command.RedirectUrl, listed, settings.Environment) is { } refusal) return refusal;
        var pending = await openSessions.CountPendingAsync(Id, now, CancellationToken.None);
        if (pending >= CheckoutSession.MaxPendingPerEscrow) return CheckoutRefusals.TooManyOpen;
        var parties = await facts.OfPartiesAsync(present);
        return EscrowDecider.CheckSession(present, command.Action, command.TargetEmail, parties, ContextAt(now));
    }

    private static CheckoutSession SessionOf(Escrow present, OpenSession command, DateTimeOffset now) => new()
    {
        Id = command.SessionId,
        EscrowId = present.Id,
        DeveloperId = command.By.DeveloperId!,
        CreatorId = present.DeveloperId,
        Action = command.Action,
        TargetEmail = command.TargetEmail,
        RedirectUrl = command.RedirectUrl,
        Metadata = command.Metadata,
        Status = SessionStatus.Pending,
        CreatedAt = now,
        ExpiresAt = now + CheckoutSession.Lifetime,
    };
}
