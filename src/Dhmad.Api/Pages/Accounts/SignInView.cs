using Dhmad.Api.Pages.Shell;

namespace Dhmad.Api.Pages.Accounts;

/// <summary>Which step of signing in is shown.</summary>
public enum SignInStep
{
    /// <summary>The e-mail, or on a checkout page only the button: the address is the session's.</summary>
    Email,
    Code,
    Names,
}

/// <summary>One step of signing in, on its own page or inside a checkout page.</summary>
/// <param name="Action">Where the form is posted.</param>
public sealed record SignInView(SignInStep Step, string Action)
{
    public FormState Form { get; init; } = FormState.Empty;

    /// <summary>The masked address that gets the code, where the visitor may not know or change it.</summary>
    public string? MaskedEmail { get; init; }

    /// <summary>The address typed, where the visitor chose it.</summary>
    public string? Email { get; init; }

    /// <summary>Where signing in leads to, a path of ours; null on checkout pages.</summary>
    public string? Next { get; init; }

    /// <summary>The person is signed in already and enters a fresh code for something that matters.</summary>
    public bool IsStepUp { get; init; }

    /// <summary>A text that must be told above the form, by key, such as that a code was sent.</summary>
    public string? NoticeKey { get; init; }
}
