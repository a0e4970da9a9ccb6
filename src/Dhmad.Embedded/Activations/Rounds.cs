namespace Dhmad.Embedded;

/// <summary>Which activations are to be looked at on which beat: a beat costs what is due on it, and nothing for the
/// many that are idle.</summary>
internal sealed class Rounds
{
    private readonly Lock gate = new();
    private readonly Dictionary<int, List<Activation>> due = [];
    private int last;

    /// <summary>Has the activation looked at on this beat, or on the next one if it has passed; tells which it is.
    /// </summary>
    public int Add(int beat, Activation activation)
    {
        lock (gate)
        {
            var on = Math.Max(beat, last + 1);
            if (!due.TryGetValue(on, out var looked)) due[on] = looked = [];
            looked.Add(activation);
            return on;
        }
    }

    /// <summary>Looks at whatever is due; beats come one after another.</summary>
    public void Make(int beat)
    {
        List<Activation>? looked;
        lock (gate)
        {
            last = beat;
            due.Remove(beat, out looked);
        }

        foreach (var activation in looked ?? []) activation.OnBeat(beat);
    }
}
