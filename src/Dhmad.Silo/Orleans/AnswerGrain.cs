using Orleans.Concurrency;

namespace Dhmad.Silo;

/// <summary>
/// Lives in whichever silo a door reaches, so that it takes no other silo to answer: none that keeps the directory, and
/// none that a grain happens to be in.
/// </summary>
[StatelessWorker]
internal sealed class AnswerGrain : Grain, IAnswerGrain
{
    public Task Answer() => Task.CompletedTask;
}
