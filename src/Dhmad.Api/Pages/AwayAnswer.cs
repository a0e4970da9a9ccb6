using Dhmad.Api.Http;

namespace Dhmad.Api.Pages;

/// <summary>
/// What a process answers while it can serve nobody: a page where a browser asks for one, the problem elsewhere.
/// </summary>
public sealed class AwayAnswer(PageGate gate)
{
    /// <param name="http">Not routed yet, and not let in.</param>
    /// <param name="why">For developers.</param>
    public Task WriteAsync(HttpContext http, string why) => PagesSetup.IsOfBrowser(http)
        ? gate.TurnAwayAsync(http)
        : Answers.WriteAsync(http.Response, Problems.Of("UNAVAILABLE", why));
}
