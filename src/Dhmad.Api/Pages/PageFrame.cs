using Dhmad.Api.Pages.Language;

namespace Dhmad.Api.Pages;

/// <summary>What every page shows around its content, or needs to draw it.</summary>
public sealed record PageFrame(Texts Texts)
{
    public bool IsSandbox { get; init; }

    /// <summary>Goes into every form; bound to the visitor's cookie.</summary>
    public string CsrfToken { get; init; } = "";

    /// <summary>The signed-in user's e-mail, if any.</summary>
    public string? SignedInAs { get; init; }

    /// <summary>The page's own path, where signing out leads back to.</summary>
    public string Path { get; init; } = "/";

    public string RequestId { get; init; } = "";

    /// <summary>The customer whose shop sent the visitor, once it may be shown.</summary>
    public string? ApplicationName { get; init; }
}
