using System.Diagnostics;

namespace Dhmad.Embedded;

/// <summary>A call under way: the arguments, which are immutable and handed on as they are, and the promise.</summary>
internal sealed class GrainCall<TResult>(GrainMethod method, GrainId grain, object?[] arguments, Activity? span)
    : Request
{
    // A caller must never continue inside the turn of the grain that answers it.
    private readonly TaskCompletionSource<TResult> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CancellationTokenRegistration cancellation;

    public Task<TResult> Answer => answer.Task;

    public override bool IsAnswered => answer.Task.IsCompleted;

    public override bool CountsAsUse => true;

    public override bool OutlivesActivation => true;

    public override string ToString() => $"{method} on a grain of type {grain.Type}";

    public override Task Invoke(object grain) => method.Invoke(grain, arguments);

    public override bool Finish(Task ended)
    {
        CallSpan.End(span, ended.Exception?.InnerException);
        var heard = !method.OneWay && Hand(ended);
        cancellation.Unregister();
        return heard;
    }

    public override void Fail(Exception reason)
    {
        CallSpan.End(span, reason);
        answer.TrySetException(reason);
        cancellation.Unregister();
    }

    /// <summary>Frees the caller when the token is cancelled before the call has started; a call that runs sees the
    /// token itself.</summary>
    public void CancelWith(CancellationToken token)
    {
        cancellation = token.UnsafeRegister(
            static (call, cancelled) => ((GrainCall<TResult>)call!).CancelIfWaiting(cancelled), this);

        // The call may have ended meanwhile, and then nobody else will unregister.
        Interlocked.MemoryBarrier();
        if (IsAnswered) cancellation.Unregister();
    }

    private void CancelIfWaiting(CancellationToken token)
    {
        if (Activation is not null) return;
        CallSpan.End(span, failure: null);
        answer.TrySetCanceled(token);
    }

    private bool Hand(Task ended)
    {
        if (ended.IsCompletedSuccessfully)
            return answer.TrySetResult(ended is Task<TResult> typed ? typed.Result : default!);
        return ended.IsCanceled
            ? answer.TrySetCanceled(TokenOf(ended))
            : answer.TrySetException(ended.Exception!.InnerExceptions);
    }

    private static CancellationToken TokenOf(Task cancelled)
    {
        try
        {
            cancelled.GetAwaiter().GetResult();
            return default;
        }
        catch (OperationCanceledException thrown)
        {
            return thrown.CancellationToken;
        }
    }
}
