namespace Dhmad.Domain.Escrows;

/// <summary>
/// A named condition. With a code it refuses an action;
/// without one it only says which row applies, or keeps a clock from acting.
/// </summary>
public sealed class Guard
{
    private readonly Func<Question, Refusal?> judge;
    private readonly JudgedAt at;

    internal Guard(string name, RefusalCode? code, JudgedAt at, Func<Question, Refusal?> judge) =>
        (Name, Code, this.at, this.judge) = (name, code, at, judge);

    internal Guard(string name, RefusalCode code, JudgedAt at, Func<Question, bool> holds)
        : this(name, code, at, question => holds(question) ? null : code.Refuse())
    {
    }

    /// <summary>A condition of a row, looked at wherever the row is.</summary>
    internal Guard(string name, Func<Question, bool> holds)
        : this(name, null, JudgedAt.Always, question => holds(question) ? null : RefusalCodes.ValidationFailed.Refuse())
    {
    }

    public string Name { get; }

    public RefusalCode? Code { get; }

    internal bool Holds(Question question) => Judge(question) is null;

    /// <summary>Why not; null when it holds or when this is not the place to ask.</summary>
    internal Refusal? Judge(Question question) => (at & question.At) == 0 ? null : judge(question);
}
