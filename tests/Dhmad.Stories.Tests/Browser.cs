using System.Net;
using System.Text.RegularExpressions;

namespace Dhmad.Stories.Tests;

/// <summary>One person's browser without script: cookies, the page seen last, and posts of its forms.</summary>
public sealed partial class Browser(string origin, Func<HttpMessageHandler, HttpMessageHandler>? way = null) : IDisposable
{
    private readonly HttpClient client = new((way ?? (straight => straight))(
        new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() }));

    private readonly HashSet<(string Name, string Value)> cookies = [];
    private string html = "";

    /// <summary>Every cookie that it was ever given, also those that are gone.</summary>
    public IReadOnlyCollection<(string Name, string Value)> Cookies => cookies;

    /// <summary>Signs in on <c>/login</c> with a mailed code, and gives names when they are asked.</summary>
    public async Task SignInAsync(string email, Func<Task<string>> code)
    {
        var login = origin + "/login";
        await OpenAsync(login);
        await PostAsync(login, ("email", email));
        await OpenAsync(login);
        await PostAsync(login, ("code", await code()));
        await OpenAsync(login);
        if (html.Contains("name=\"firstName\"", StringComparison.Ordinal))
            await PostAsync(login, ("firstName", "Sami"), ("lastName", "Trabelsi"));
    }

    /// <summary>Opens a checkout page and posts its form; returns the status of the answer.</summary>
    public async Task<int> SubmitAsync(string page, params (string Name, string Value)[] fields)
    {
        await OpenAsync(page);
        return await PostAsync(
            page, [("submissionId", Hidden("submissionId")), ("seen", Hidden("seen")), .. fields]);
    }

    public void Dispose() => client.Dispose();

    private async Task OpenAsync(string page)
    {
        using var answer = await Patience.SendAsync(client, () => new HttpRequestMessage(HttpMethod.Get, page));
        await TakeAsync(answer);
    }

    private async Task<int> PostAsync(string page, params (string Name, string Value)[] fields)
    {
        var form = fields.Append(("_csrf", Hidden("_csrf")))
            .Select(field => KeyValuePair.Create(field.Item1, field.Item2)).ToList();
        using var answer = await Patience.SendAsync(client, () =>
        {
            var request = new HttpRequestMessage(HttpMethod.Post, page) { Content = new FormUrlEncodedContent(form) };
            request.Headers.Add("Origin", origin);
            return request;
        });
        await TakeAsync(answer);
        return (int)answer.StatusCode;
    }

    private async Task TakeAsync(HttpResponseMessage answer)
    {
        html = await answer.Content.ReadAsStringAsync();
        if (!answer.Headers.TryGetValues("Set-Cookie", out var kept)) return;
        foreach (var cookie in kept.Select(one => one.Split(';')[0].Split('=', 2)).Where(one => one[1].Length > 0))
            cookies.Add((cookie[0], cookie[1]));
    }

    private string Hidden(string name)
    {
        var field = HiddenField().Matches(html).FirstOrDefault(match => match.Groups["name"].Value == name);
        Assert.True(field is not null, $"The page has no field {name}:\n{html}");
        return WebUtility.HtmlDecode(field.Groups["value"].Value);
    }

    [GeneratedRegex("<input type=\"hidden\" name=\"(?<name>[^\"]+)\" value=\"(?<value>[^\"]*)\"")]
    private static partial Regex HiddenField();
}
