using System.Reflection;

namespace Dhmad.Embedded;

/// <summary>A grain method whose task carries a <typeparamref name="TResult"/>.</summary>
internal sealed class GrainMethod<TResult>(MethodInfo method) : GrainMethod(method)
{
    public override object Send(EmbeddedGrains grains, GrainId grain, object?[] arguments)
    {
        var token = TokenAt < 0 ? default : (CancellationToken)arguments[TokenAt]!;
        if (token.IsCancellationRequested) return Promised(Task.FromCanceled<TResult>(token));
        var span = CallSpan.Enter(this);
        var call = new GrainCall<TResult>(this, grain, arguments, span)
        {
            AlwaysInterleave = AlwaysInterleave,
            ReadOnly = ReadOnly,
            Deadline = OneWay ? Request.Never : grains.Heartbeat.Deadline(Timeout),
            Context = ExecutionContext.Capture(),
        };
        CallSpan.Leave(span);
        grains.Deliver(grain, call);
        if (token.CanBeCanceled) call.CancelWith(token);
        return Promised(OneWay && !call.IsAnswered ? Task.FromResult(default(TResult)!) : call.Answer);
    }

    private object Promised(Task<TResult> answer)
    {
        if (!ReturnsValueTask) return answer;
        return typeof(TResult) == typeof(Nothing) ? new ValueTask(answer) : new ValueTask<TResult>(answer);
    }
}
