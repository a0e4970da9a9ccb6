using Dhmad.Domain;
using Dhmad.Domain.Accounts;
using Dhmad.Domain.Checkout;
using Dhmad.Domain.Escrows;
using Dhmad.Domain.Payments;
using Dhmad.Grains.Checkout;
using Dhmad.Storage;
using Dhmad.Storage.Payments;
using Dhmad.Testing;

namespace Dhmad.Grains.Tests;

/// <summary>People and machines doing anything at any time: what a seed decides happens again with it.</summary>
internal sealed class Simulation(DhmadCluster cluster, int seed)
{
    /// <summary>Most happens to young escrows, as old ones tend to be closed.</summary>
    private const int Young = 6;

    private static readonly EscrowAction[] SessionActions = [.. EscrowDoors.SessionActions];
    private static readonly SandboxCardBehaviour[] Cards = Enum.GetValues<SandboxCardBehaviour>();

    private readonly Random _random = new(seed);
    private readonly List<EscrowLife> _lives = [];
    private readonly List<(SessionLife Session, Submission Form)> _forms = [];
    private readonly Dictionary<string, int> _tally = [];

    /// <summary>Actions and payments that were accepted.</summary>
    public int Taken => _tally.GetValueOrDefault("taken");

    public override string ToString() => string.Join(", ", _tally.OrderBy(pair => pair.Key).Select(pair => $"{pair.Key} {pair.Value}"));

    public async Task StepAsync()
    {
        if (_random.Next(12) == 0)
            cluster.Faults.FailNextCommit(_random.Next(2) == 0 ? FaultPoint.BeforeCommit : FaultPoint.AfterCommit);
        try
        {
            await DoSomethingAsync();
        }
        catch (DatabaseUnavailableException)
        {
            Count("lost");
        }
    }

    /// <summary>The trouble ends, and everything that is due by then is done.</summary>
    public async Task CalmAsync()
    {
        cluster.Faults.ForgetPlans();
        for (var day = 0; day < 40; day++)
        {
            cluster.Time.Jump(TimeSpan.FromDays(1));
            await SweepAsync();
        }

        Assert.Empty(await cluster.Get<PaymentStore>().DueAsync(cluster.Time.GetUtcNow(), 0, 10, CancellationToken.None));
    }

    private Task DoSomethingAsync() => _random.Next(14) switch
    {
        0 or 12 => CreateAsync(),
        1 => RestartAsync(),
        2 => WaitAsync(),
        3 => RepeatFormAsync(),
        4 => CallApiAsync(),
        5 => DecideAsync(),
        6 => CancelSessionAsync(),
        _ => VisitAsync(),
    };

    private async Task CreateAsync()
    {
        var mode = Pick(Enum.GetValues<EscrowMode>());
        var input = mode == EscrowMode.Quick && _random.Next(3) == 0
            ? Some.EscrowWithProof()
            : Some.Escrow(mode, _random.Next(5_000, 900_000) / 1000m);
        _lives.Add(await EscrowLife.CreateAsync(cluster, input));
    }

    private async Task RestartAsync()
    {
        if (_random.Next(4) > 0) return;
        await cluster.RestartAsync();
        Count("restarts");
    }

    /// <summary>Time goes on: sometimes alarms ring, sometimes they come late or not at all.</summary>
    private async Task WaitAsync()
    {
        var span = TimeSpan.FromMinutes(Math.Pow(2, _random.NextDouble() * 11));
        if (_random.Next(2) == 0) cluster.Time.Jump(span);
        else await cluster.AdvanceAsync(span);
        if (_random.Next(2) == 0) await SweepAsync();
    }

    private async Task SweepAsync()
    {
        var sweep = cluster.Get<Sweep>();
        await sweep.SweepPaymentsAsync(CancellationToken.None);
        await sweep.SweepEscrowsAsync(CancellationToken.None);
        await sweep.SweepSessionsAsync(CancellationToken.None);
    }

    private async Task CallApiAsync()
    {
        if (_lives.Count == 0) return;
        var life = PickLife();
        var result = _random.Next(12) switch
        {
            0 => await life.CancelAsync(),
            1 or 2 => await life.RejectDeliveryAsync(),
            3 => await life.TakeAsync(
                EscrowAction.Update, The.Developer, new ActionInput { Update = new TermsUpdate(Amount: _random.Next(5, 500)) }),
            _ => await life.DeliverAsync(),
        };
        CountTaken(result.Refusal);
    }

    private async Task DecideAsync()
    {
        if (_lives.Count == 0) return;
        var life = PickLife();
        var result = _random.Next(2) == 0
            ? await life.DecideAsync(EscrowAction.DecideProof, Pick([Choice.Accept, Choice.Reject]))
            : await life.DecideAsync(
                EscrowAction.ResolveDispute, Pick([Choice.Release, Choice.Refund, Choice.Split]), 1 + _random.Next(4));
        CountTaken(result.Refusal);
    }

    /// <summary>Somebody opens a session and posts its form, perhaps twice at once.</summary>
    private async Task VisitAsync()
    {
        if (_lives.Count == 0) return;
        var life = PickLife();
        var (action, person) = await PickActionAsync(life);
        var (refusal, session) = await life.TryOpenAsync(action, person.Email);
        if (refusal is not null)
        {
            Count("not opened");
            return;
        }

        var form = await FormAsync(session, action, person);
        _forms.Add((session, form));
        var first = session.CallAsync(form);
        var second = _random.Next(4) == 0 ? session.CallAsync(form) : first;
        CountTaken(await AllAsync(first, second));
    }

    /// <summary>Mostly something that is possible now, sometimes anything.</summary>
    private async Task<(EscrowAction Action, Person Person)> PickActionAsync(EscrowLife life)
    {
        NextAction[] possible = [.. EscrowNext.Of(await life.NowAsync()).Actions.Where(next => next.Via == Door.Session)];
        if (possible.Length == 0 || _random.Next(8) == 0) return (Pick(SessionActions), Pick([The.Buyer, The.Seller]));
        var next = Pick(possible);
        return (next.Action, next.By == ActorKind.Buyer ? The.Buyer : The.Seller);
    }

    private async Task RepeatFormAsync()
    {
        if (_forms.Count == 0) return;
        var (session, form) = Pick(_forms);
        if ((await session.Grain.Read())!.ChallengedPaymentId is not null && _random.Next(3) > 0)
            CountTaken(await session.AnswerCheckAsync(Pick(["123456", "000000", "1"])));
        else await session.CallAsync(form);
        Count("repeated");
    }

    private async Task CancelSessionAsync()
    {
        if (_forms.Count > 0) await Pick(_forms).Session.Grain.CancelOnPage();
    }

    private async Task<Submission> FormAsync(SessionLife session, EscrowAction action, Person person)
    {
        var card = _random.Next(2) == 0 ? SandboxCardBehaviour.Succeeds : Pick(Cards);
        var seen = await session.PaymentAsync(Rails.SandboxCard, card, person);
        return action == EscrowAction.AcceptPay ? seen : seen with
        {
            Payment = null,
            Input = seen.Input with
            {
                FullName = "Somebody",
                Reason = "There is a reason for it.",
                Choice = Pick([Choice.Accept, Choice.Correct]),
                Note = "Another picture.",
                Proof = new ProofSubmission(cluster.Time.GetUtcNow(), null, [new ProofAttachment("file", "image/png")]),
            },
        };
    }

    /// <summary>Both are waited for, whatever becomes of them, so that nothing runs on into the next step.</summary>
    private static async Task<SubmissionAnswer> AllAsync(Task<SubmissionAnswer> first, Task<SubmissionAnswer> second)
    {
        await Task.WhenAll(first, second);
        var (one, other) = (await first, await second);
        if (one.Result == SubmissionResult.Completed)
            Assert.True(other.Result is SubmissionResult.Completed or SubmissionResult.BeingChecked, $"{other.Result}");
        return one;
    }

    private EscrowLife PickLife() =>
        _random.Next(6) == 0 ? Pick(_lives) : _lives[Math.Max(0, _lives.Count - 1 - _random.Next(Young))];

    private T Pick<T>(IReadOnlyList<T> all) => all[_random.Next(all.Count)];

    private void CountTaken(Refusal? refusal) => Count(refusal?.Code ?? "taken");

    private void CountTaken(SubmissionAnswer answer) =>
        Count(answer.Result == SubmissionResult.Completed ? "taken" : answer.Refusal?.Code ?? answer.Result.ToString());

    private void Count(string what) => _tally[what] = _tally.GetValueOrDefault(what) + 1;
}
