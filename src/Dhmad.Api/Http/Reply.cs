using Dhmad.Domain;
using Dhmad.Grains;

namespace Dhmad.Api.Http;

/// <summary>What an endpoint answers: finished bytes, or a problem.</summary>
public sealed record Reply(int Status, byte[] Body)
{
    /// <summary>Whether the answer was already stored with its idempotency key, in the commit of its effect.</summary>
    public bool IsStored { get; init; }

    /// <summary>Whether the answer holds a key or secret, so that it is encrypted where it is stored.</summary>
    public bool IsSecret { get; init; }

    /// <summary>Why it is none of success; then nothing is stored for the idempotency key.</summary>
    public Problem? Problem { get; init; }

    public static implicit operator Reply(Problem problem) => new(problem.Status, []) { Problem = problem };

    public static implicit operator Reply(Refusal refusal) => Problems.Of(refusal);

    public static implicit operator Reply(ApiAnswer answer) =>
        new(answer.Status, answer.Body) { IsStored = answer.IsStored };

    public static implicit operator Reply(Result<ApiAnswer> result) => result.IsRefused ? result.Refusal : result.Value;

    public static implicit operator Reply(JsonText json) => Ok(json.ToBytes());

    public static Reply Ok(byte[] body) => new(StatusCodes.Status200OK, body);

    public static Reply Created(byte[] body) => new(StatusCodes.Status201Created, body);

    public static Reply Accepted(byte[] body) => new(StatusCodes.Status202Accepted, body);
}
