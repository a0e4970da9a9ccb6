using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Dhmad.Embedded.Tests;

/// <summary>Keeps all that is logged: each line with its values and its exception.</summary>
public sealed class LogRecorder : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<string> lines = new();

    public string[] Lines => [.. lines];

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var values = state as IEnumerable<KeyValuePair<string, object?>> ?? [];
        lines.Enqueue($"{formatter(state, exception)} | {string.Join(", ", values)} | {exception}");
    }

    public void Dispose()
    {
    }
}
