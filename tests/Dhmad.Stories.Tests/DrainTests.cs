using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Dhmad.Stories.Tests;

/// <summary>A process that is told to stop: first it says so, then it closes its doors, and it answers what it was asked.</summary>
public class DrainTests
{
    private const string Escrow = """{"title":"Song","amount":10,"mode":"instant","buyerEmail":"guest@example.tn"}""";

    [Fact]
    public async Task A_request_that_runs_is_answered_although_the_doors_are_closed_before_it_ends()
    {
        using var server = new Server(await Deployment.MakeAsync(), ("Dhmad__Cluster__DrainSeconds", "5"));
        await server.StartAsync();
        var seed = (await server.CommandAsync("seed", "--json")).Output;
        using var client = ClientOf(server, seed);
        var body = new SlowBody(Escrow);
        using var slow = new HttpRequestMessage(HttpMethod.Post, "/api/v1/escrows") { Content = body };
        slow.Headers.TransferEncodingChunked = true;
        var running = client.SendAsync(slow);
        await body.Started.WaitAsync(TimeSpan.FromSeconds(30));

        await server.TellToStopAsync();
        await server.BecomesAsync("ready", HttpStatusCode.ServiceUnavailable);
        using var other = ClientOf(server, seed);
        using var meanwhile = await other.PostAsync("/api/v1/escrows", new StringContent(Escrow, Encoding.UTF8, "application/json"));
        Assert.Equal(HttpStatusCode.Created, meanwhile.StatusCode);
        while (await server.HealthAsync("live") is not null) Assert.False(running.IsCompleted, "It was cut off.");

        body.End();
        using var answer = await running;
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.True(answer.Headers.ConnectionClose);
        Assert.Equal(0, await server.EndsAsync());

        var made = JsonElement.Parse(await answer.Content.ReadAsStringAsync());
        await server.StartAsync();
        using var merchant = new Merchant(server.Url, seed);
        Assert.Equal("pending", await merchant.StatusAsync(made.GetProperty("escrow").GetProperty("id").GetString()!));
    }

    private static HttpClient ClientOf(Server server, string seed)
    {
        var client = new HttpClient { BaseAddress = new Uri(server.Url) };
        client.DefaultRequestHeaders.Authorization = new("Bearer", JsonElement.Parse(seed).GetProperty("apiKey").GetString());
        return client;
    }

    /// <summary>A body that begins with spaces, fast enough to be waited for, and goes on until it is told to end.</summary>
    private sealed class SlowBody : HttpContent
    {
        private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
        private static readonly byte[] Spaces = [.. Enumerable.Repeat((byte)' ', 256)];
        private readonly TaskCompletionSource started = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly byte[] rest;

        public SlowBody(string rest)
        {
            this.rest = Encoding.UTF8.GetBytes(rest);
            Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        public Task Started => started.Task;

        public void End() => ended.SetResult();

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            while (!ended.Task.IsCompleted)
            {
                await stream.WriteAsync(Spaces);
                await stream.FlushAsync();
                started.TrySetResult();
                await Task.WhenAny(ended.Task, Task.Delay(Pause));
            }

            await stream.WriteAsync(rest);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
