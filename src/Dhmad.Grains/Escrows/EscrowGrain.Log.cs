using Dhmad.Domain.Escrows;
using Microsoft.Extensions.Logging;

namespace Dhmad.Grains.Escrows;

public sealed partial class EscrowGrain
{
    [LoggerMessage(LogLevel.Information, "Escrow {EscrowId}: the clock took {Action}, due at {DueAt}")]
    private partial void LogClock(string escrowId, EscrowAction action, DateTimeOffset dueAt);

    [LoggerMessage(LogLevel.Information, "Escrow {EscrowId}: another commit was first, judging again ({Judgement})")]
    private partial void LogConflict(string escrowId, int judgement);
}
