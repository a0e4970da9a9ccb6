using System.Globalization;
using Dhmad.Api.Setup;
using Dhmad.Domain;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Dhmad.Api.Tests.Telemetry;

/// <summary>What the settings cannot make the framework say.</summary>
public sealed class LogLimitTests
{
    private const string Talkative = "Microsoft.AspNetCore.Server.Kestrel.Connections";

    private static readonly string[] Silent =
    [
        "Microsoft.AspNetCore.Hosting.Diagnostics",
        "Microsoft.AspNetCore.Routing.Matching.DfaMatcher",
        "Microsoft.AspNetCore.Routing.EndpointMiddleware",
        "Microsoft.AspNetCore.Server.Kestrel.BadRequests",
        "Microsoft.Extensions.Diagnostics.HealthChecks.DefaultHealthCheckService",
        "Orleans.Runtime.Catalog",
        "Orleans.Messaging",
        "Polly",
    ];

    private static readonly string[] OnlyWarn =
    [
        "Microsoft.AspNetCore.Server.Kestrel.Http2",
        "Microsoft.AspNetCore.Server.Kestrel.Http3",
        "Orleans.Runtime.MembershipService.MembershipTableManager",
    ];

    [Theory]
    [InlineData("LogLevel:Default")]
    [InlineData("Recorder:LogLevel:Default")]
    [InlineData("LogLevel:{0}")]
    [InlineData("Recorder:LogLevel:{0}")]
    [InlineData("LogLevel:*{0}")]
    [InlineData("Recorder:LogLevel:{0}*")]
    public async Task No_setting_lifts_a_limit(string rule)
    {
        var settings = Silent.Concat(OnlyWarn).Append(Talkative)
            .Select(category => string.Format(CultureInfo.InvariantCulture, $"Logging:{rule}", category)).Distinct()
            .ToDictionary(key => key, _ => (string?)"Trace");
        await using var app = ServerSetup.Build(new DhmadSettings(), "http://127.0.0.1:0", services => services
            .AddSingleton<ILoggerProvider, Recorder>()
            .AddLogging(logging => logging.AddConfiguration(
                new ConfigurationBuilder().AddInMemoryCollection(settings).Build().GetSection("Logging"))));
        var loggers = app.Services.GetRequiredService<ILoggerFactory>();

        Assert.All(Silent, category => Assert.Empty(Heard(category)));
        Assert.All(
            OnlyWarn,
            category => Assert.Equal([LogLevel.Warning, LogLevel.Error, LogLevel.Critical], Heard(category)));
        Assert.Contains(LogLevel.Trace, Heard(Talkative));

        IEnumerable<LogLevel> Heard(string category)
        {
            var logger = loggers.CreateLogger(category);
            return Enum.GetValues<LogLevel>().Where(level => level != LogLevel.None && logger.IsEnabled(level));
        }
    }

    /// <summary>Would write everything, and does nothing.</summary>
    [ProviderAlias("Recorder")]
    private sealed class Recorder : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
        }

        public void Dispose()
        {
        }
    }
}
