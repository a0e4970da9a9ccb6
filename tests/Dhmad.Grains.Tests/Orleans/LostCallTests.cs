using System.Collections.Concurrent;
using Dhmad.Grains.Accounts;
using Dhmad.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Dhmad.Grains.Tests.Orleans;

/// <summary>Calls that end in a word of Orleans, such as silos say while they do not agree where a grain is.</summary>
public sealed class LostCallTests()
    : ClusterTest(new ClusterPlan { Before = services => services.AddSingleton<IIncomingGrainCallFilter, Disagreement>() })
{
    private const string Person = "lost@example.tn";

    [Fact]
    public async Task One_that_does_the_same_once_or_twice_is_made_again() =>
        Assert.Null(await Cluster.Grains.User(Person).Read());

    [Fact]
    public async Task Any_other_is_unknown_and_whose_it_was_is_not_told()
    {
        var told = await Assert.ThrowsAsync<SiloUnavailableException>(
            () => Cluster.Grains.User(Person).TopUp(1000, idempotency: null));
        Assert.Contains("IUserGrain/TopUp", told.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Person, told.ToString(), StringComparison.Ordinal);
    }

    /// <summary>Each method of the person is lost the first time.</summary>
    private sealed class Disagreement : IIncomingGrainCallFilter
    {
        private readonly ConcurrentDictionary<string, bool> lost = [];

        public Task Invoke(IIncomingGrainCallContext context) =>
            $"{context.TargetId}".Contains(Person, StringComparison.Ordinal) && lost.TryAdd(context.MethodName, true)
                ? throw new OrleansException($"Current directory is not stable to perform the lookup for {context.TargetId}")
                : context.Invoke();
    }
}
