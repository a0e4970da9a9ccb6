using System.Text;
using Dhmad.Domain.Escrows;
using Dhmad.Domain.Tests.Escrows.Kit;

namespace Dhmad.Domain.Tests.Escrows;

/// <summary>Every mode, status and phase against every action and everybody who might take it.</summary>
public sealed class MatrixTests
{
    private const string File = "tests/Dhmad.Domain.Tests/Escrows/matrix.approved.txt";

    [Fact]
    public void The_full_matrix_is_as_approved()
    {
        var text = new StringBuilder("""
            Everything anybody can try, wherever an escrow can stand. "16 paid" means that row 16 accepts it and the
            escrow is paid then; otherwise the code it is refused with.

            """);
        foreach (var (mode, place, way) in Places.All) Render(text, mode, place, Places.At(mode, way));
        Approved.Check(text.ToString(), File);
    }

    [Fact]
    public void Every_place_is_another_one() =>
        Assert.Distinct(Places.All.Select(place => (place.Mode, place.Place)));

    [Fact]
    public void Every_row_of_the_table_is_reached()
    {
        var reached = new SortedSet<int> { 1 };
        foreach (var (mode, _, way) in Places.All)
        {
            var deal = Places.At(mode, way);
            foreach (var (move, caller) in Tries(deal))
            {
                if (move.Judge(deal, caller) is { IsRefused: false, Value.Row: var row and > 0 }) reached.Add(row);
            }

            if (ByClock(deal) is { } decision) reached.Add(decision.Row);
        }

        reached.Add(Linked().Row);
        Assert.Equal(Enumerable.Range(1, 31), reached);
    }

    [Fact]
    public void What_next_shows_is_what_would_be_accepted()
    {
        foreach (var (mode, place, way) in Places.All) NextAgrees($"{mode} {place}", Places.At(mode, way));
    }

    [Fact]
    public void Session_creation_refuses_what_the_submission_would_refuse()
    {
        foreach (var (mode, place, way) in Places.All)
        {
            var deal = Places.At(mode, way);
            foreach (var move in Move.All.Where(move => EscrowDoors.Of(move.Action) == Door.Session))
            {
                foreach (var (name, caller) in move.Callers(deal.Escrow))
                {
                    var opening = EscrowDecider.CheckSession(
                        deal.Escrow, move.Action, caller.User!.Email, new PartyFacts(false, false), deal.Context());
                    var taking = move.Judge(deal, caller);
                    Assert.True(opening?.Code == taking.Refusal?.Code, $"{mode} {place} {move.Name} {name}");
                }
            }
        }
    }

    internal static void NextAgrees(string where, Deal deal)
    {
        var shown = EscrowNext.Of(deal.Escrow).Actions
            .Select(next => $"{Spelling.Of(next.Action)} by {Spelling.Of(next.By)} via {Spelling.Of(next.Via)}")
            .Order().ToList();
        var accepted = Tries(deal)
            .Where(attempt => attempt.Move.Action != EscrowAction.LinkParty)
            .Where(attempt => !attempt.Move.Judge(deal, attempt.Caller).IsRefused)
            .Select(attempt => (attempt.Move.Action, By: NameOf(attempt.Caller, deal.Escrow)))
            .Select(done => $"{Spelling.Of(done.Action)} by {done.By} via {Spelling.Of(EscrowDoors.Of(done.Action))}")
            .Distinct().Order().ToList();
        Assert.True(shown.SequenceEqual(accepted), $"{where}: {string.Join(", ", shown)} / {string.Join(", ", accepted)}");
    }

    private static string NameOf(Caller caller, Escrow escrow) => caller.Door == Door.Operator
        ? "operator"
        : escrow.PartyOf(caller.User) is { } party ? Spelling.Of(party) : "developer";

    private static IEnumerable<(Move Move, Caller Caller)> Tries(Deal deal) =>
        from move in Move.All
        from caller in move.Callers(deal.Escrow)
        select (move, caller.Caller);

    private static void Render(StringBuilder text, string mode, string place, Deal deal)
    {
        text.Append($"\n== {mode}: {place}\n");
        foreach (var move in Move.All)
        {
            var outcomes = move.Callers(deal.Escrow)
                .Select(caller => (caller.Name, Outcome: Outcome(move.Judge(deal, caller.Caller))))
                .GroupBy(tried => tried.Outcome, tried => tried.Name)
                .Select(group => $"{string.Join(", ", group)}: {group.Key}");
            text.Append($"{move.Name,-24}{string.Join("; ", outcomes)}\n");
        }

        var clock = ByClock(deal) is { } decision ? $"{Spelling.Of(EscrowClock.Next(deal.Escrow)!.Value.Then)}: {Outcome(decision)}" : "-";
        var waiting = string.Join(", ", EscrowNext.Of(deal.Escrow).WaitingOn.Select(Spelling.Of));
        text.Append($"{"clock",-24}{clock}\n");
        text.Append($"{"waiting on",-24}{(waiting.Length == 0 ? "-" : waiting)}\n");
    }

    private static string Outcome(Result<Decision> decision) =>
        decision.IsRefused ? decision.Refusal.Code : Outcome(decision.Value);

    private static string Outcome(Decision decision)
    {
        if (decision.ChangesNothing) return "nothing changes";
        var phase = decision.Escrow.Proof is { } proof ? $"/{Spelling.Of(proof.Phase)}" : "";
        return $"{decision.Row} {Spelling.Of(decision.Escrow.Status)}{phase}";
    }

    private static Decision? ByClock(Deal deal)
    {
        if (EscrowClock.Next(deal.Escrow) is not { } next) return null;
        var context = deal.Context() with { Now = next.At };
        return EscrowDecider.Decide(deal.Escrow, new ActionRequest(next.Then, Caller.Clock), context).Value;
    }

    private static Decision Linked()
    {
        var deal = new Deal(Some.Quick(), Some.Facts(Some.Quick(), buyerIsUser: false));
        var signIn = new Caller(Door.SignIn, The.Buyer);
        return EscrowDecider.Decide(deal.Escrow, new ActionRequest(EscrowAction.LinkParty, signIn), deal.Context()).Value!;
    }
}
