namespace Dhmad.Stories.Tests;

/// <summary>What one deployment's processes share: here, where one process is all of it, nothing but its folder.</summary>
public sealed class Deployment
{
    public static Task<Deployment> MakeAsync() => Task.FromResult(new Deployment());

    /// <summary>The settings of one more process of it.</summary>
    public IEnumerable<(string Name, string Value)> Settings() => [];
}
