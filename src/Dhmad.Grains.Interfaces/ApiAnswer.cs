namespace Dhmad.Grains;

/// <summary>The exact answer of an API call, rendered where it is committed so that a repeat gets the same bytes.</summary>
public sealed record ApiAnswer(int Status, byte[] Body);
