using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Dhmad.Testing;

/// <summary>A webhook receiver on the loopback address: keeps every request, and answers as told.</summary>
public sealed class Receiver : IAsyncDisposable
{
    /// <summary>How long a test waits for a request that should come.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly WebApplication _server;
    private readonly ConcurrentQueue<Received> _all = new();
    private readonly Channel<Received> _arrivals = Channel.CreateUnbounded<Received>();
    private Func<Received, Task<Answer>> _answer = _ => Task.FromResult(Answer.Ok);

    private Receiver(WebApplication server) => _server = server;

    /// <summary>Its address with a port of its own, such as <c>http://127.0.0.1:40123</c>.</summary>
    public string Url => _server.Services.GetRequiredService<IServer>()
        .Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    /// <summary>Every request so far, in order of arrival.</summary>
    public IReadOnlyList<Received> Requests => [.. _all];

    /// <param name="certificate">Speaks TLS with it; plain HTTP without one.</param>
    public static async Task<Receiver> StartAsync(X509Certificate2? certificate = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration()
            .UseKestrel(kestrel => kestrel.ConfigureHttpsDefaults(https => https.ServerCertificate = certificate))
            .UseUrls(certificate is null ? "http://127.0.0.1:0" : "https://127.0.0.1:0");
        var receiver = new Receiver(builder.Build());
        receiver._server.Run(receiver.TakeAsync);
        await receiver._server.StartAsync();
        return receiver;
    }

    /// <summary>From now on every request gets this status.</summary>
    public void AnswerWith(int status) => AnswerWith(_ => new Answer(status));

    public void AnswerWith(Func<Received, Answer> answer) => _answer = request => Task.FromResult(answer(request));

    /// <summary>Each request is answered when the function ends: for receivers that are slow or call back first.</summary>
    public void AnswerWith(Func<Received, Task<Answer>> answer) => _answer = answer;

    /// <summary>The next request that no earlier call returned; <see cref="TimeoutException"/> when none comes.</summary>
    public async Task<Received> NextAsync() =>
        await _arrivals.Reader.ReadAsync().AsTask().WaitAsync(Patience);

    /// <summary>The next requests in order of arrival.</summary>
    public async Task<IReadOnlyList<Received>> NextAsync(int count)
    {
        var requests = new List<Received>(count);
        while (requests.Count < count) requests.Add(await NextAsync());
        return requests;
    }

    public async ValueTask DisposeAsync()
    {
        using var atOnce = new CancellationTokenSource();
        await atOnce.CancelAsync();
        await _server.StopAsync(atOnce.Token);
        await _server.DisposeAsync();
    }

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var received = new Received(
            context.Request.Method,
            context.Request.Path + context.Request.QueryString,
            context.Request.Headers.ToDictionary(
                header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            body.ToArray());
        _all.Enqueue(received);
        _arrivals.Writer.TryWrite(received);

        var answer = await _answer(received);
        context.Response.StatusCode = answer.Status;
        foreach (var (name, value) in answer.Headers ?? []) context.Response.Headers[name] = value;
        if (answer.Body is not null) await context.Response.WriteAsync(answer.Body);
    }
}

/// <summary>One request as it came in.</summary>
public sealed record Received(string Method, string Path, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string Text => System.Text.Encoding.UTF8.GetString(Body);
}

/// <summary>What a receiver says.</summary>
public sealed record Answer(int Status, string? Body = null, Dictionary<string, string>? Headers = null)
{
    public static readonly Answer Ok = new(StatusCodes.Status200OK);
}
