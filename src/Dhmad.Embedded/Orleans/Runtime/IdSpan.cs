namespace Orleans.Runtime;

/// <summary>The text of a grain type or a key.</summary>
public readonly record struct IdSpan
{
    private readonly string? text;

    private IdSpan(string id) => text = id;

    /// <summary>This text as an id.</summary>
    public static IdSpan Create(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return new IdSpan(id);
    }

    /// <summary>Whether there is no text.</summary>
    public bool IsDefault => string.IsNullOrEmpty(text);

    /// <summary>The text.</summary>
    public override string ToString() => text ?? "";
}
