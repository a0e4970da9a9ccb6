using Dhmad.Api.Settings;
using Dhmad.Domain;
using Microsoft.Extensions.Configuration;

namespace Dhmad.Api.Tests;

/// <summary>Settings under <c>Dhmad:</c>: read once, and what cannot be used ends in one sentence that names it.</summary>
public class SettingsTests
{
    private const string LiveKey = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

    [Fact]
    public void Without_any_a_sandbox_runs_on_the_usual_address()
    {
        var settings = Read();
        Assert.Equal((DeploymentEnvironment.Sandbox, "http://localhost:5080", "./data/dhmad.db"),
            (settings.Environment, settings.PublicUrl, settings.Database));
        Assert.Equal("http://localhost:5080", SettingsReader.UrlsOf(Configuration(), settings));
    }

    [Fact]
    public void Nested_settings_lists_and_numbers_are_read()
    {
        var settings = Read(
            ("Dhmad:RateLimit:PerMinute", "7"), ("Dhmad:TrustedProxies:0", "10.0.0.1"), ("Dhmad:TrustedProxies:1", "::1"),
            ("Dhmad:Fees:PlatformPercent", "2.75"), ("Dhmad:Payments:Rails:0", "wallet"), ("Dhmad:Sandbox:Seed", "false"),
            ("Dhmad:Webhooks:PrivateAddresses", "false"), ("Dhmad:PublicUrl", "https://pay.example.tn/"));
        Assert.Equal(7, settings.RateLimit.PerMinute);
        Assert.Equal(["10.0.0.1", "::1"], settings.TrustedProxies);
        Assert.Equal(2.75m, settings.Fees.PlatformPercent);
        Assert.Equal(["wallet"], settings.Payments.Rails!);
        Assert.False(settings.Sandbox.Seed);
        Assert.False(settings.Webhooks.PrivateAddresses);
        Assert.Equal("https://pay.example.tn", settings.PublicUrl);
    }

    [Fact]
    public void Live_starts_when_everything_it_needs_is_set()
    {
        var settings = Read(
            ("Dhmad:Environment", "live"), ("Dhmad:PublicUrl", "https://pay.example.tn"), ("Dhmad:SecretKey", LiveKey));
        Assert.False(settings.IsSandbox);
    }

    [Theory]
    [InlineData("http://localhost:6001", null, "http://localhost:6001", "http://localhost:6001")]
    [InlineData("http://*:6001;http://localhost:6002", null, "http://localhost:6001", "http://*:6001;http://localhost:6002")]
    [InlineData("http://0.0.0.0:6001", "https://pay.example.tn", "https://pay.example.tn", "http://0.0.0.0:6001")]
    [InlineData(null, "http://localhost:7000", "http://localhost:7000", "http://localhost:7000")]
    [InlineData(null, "https://pay.example.tn", "https://pay.example.tn", "http://localhost:5080")]
    public void It_listens_where_it_is_told_and_sends_browsers_where_it_is_reached(
        string? urls, string? publicUrl, string seenAt, string listensAt)
    {
        var configuration = Configuration(("urls", urls), ("Dhmad:PublicUrl", publicUrl));
        var settings = SettingsReader.Read(configuration);
        Assert.Equal(seenAt, settings.PublicUrl);
        Assert.Equal(listensAt, SettingsReader.UrlsOf(configuration, settings));
    }

    public static TheoryData<string, string, string> Bad => new()
    {
        { "Dhmad:Environment", "production", "Environment" },
        { "Dhmad:Environment", "1", "Environment" },
        { "Dhmad:Environment", "7", "Environment" },
        { "Dhmad:Environment", "sandbox,live", "Environment" },
        { "Dhmad:Environment", "", "Environment" },
        { "Dhmad:Enviroment", "live", "Enviroment" },
        { "Dhmad:RateLimit:PerMinute", "many", "RateLimit:PerMinute" },
        { "Dhmad:RateLimit:PerMinute", "0", "RateLimit:PerMinute" },
        { "Dhmad:PublicUrl", "pay.example.tn", "PublicUrl" },
        { "Dhmad:PublicUrl", "ftp://pay.example.tn", "PublicUrl" },
        { "Dhmad:PublicUrl", "https://pay.example.tn/?x=1", "PublicUrl" },
        { "Dhmad:Fees:PlatformPercent", "50.01", "PlatformPercent" },
        { "Dhmad:Fees:PlatformPercent", "-1", "PlatformPercent" },
        { "Dhmad:Fees:PlatformPercent", "1.005", "PlatformPercent" },
        { "Dhmad:DefaultLanguage", "de", "DefaultLanguage" },
        { "Dhmad:TrustedProxies:0", "localhost", "TrustedProxies" },
        { "Dhmad:SecretKey", "short", "SecretKey" },
        { "Dhmad:Database", "postgres://dhmad@db/dhmad", "Database" },
        { "Dhmad:Database", " ", "Database" },
        { "Dhmad:Cluster:Role", "silo", "GrainHost=Orleans" },
        { "Dhmad:Cluster:Role", "api", "GrainHost=Orleans" },
        { "Dhmad:Cluster:Role", "node", "Cluster:Role" },
        { "Dhmad:Cluster:Role", "0", "Cluster:Role" },
        { "Dhmad:Cluster:Role", "9", "Cluster:Role" },
        { "Logging:LogLevel:Default", "Loud", "Logging:LogLevel:Default" },
        { "Logging:Console:LogLevel:Dhmad", "7", "Logging:Console:LogLevel:Dhmad" },
        { "urls", "http://localhost:5080/pay", "ASPNETCORE_URLS" },
        { "Dhmad:Cluster:ClusterId", "a b", "ClusterId" },
        { "Dhmad:Cluster:ServiceId", "", "ServiceId" },
        { "Dhmad:Cluster:SiloPort", "0", "SiloPort" },
        { "Dhmad:Cluster:GatewayPort", "65536", "GatewayPort" },
        { "Dhmad:Cluster:SiloPort", "30000", "two ports" },
        { "Dhmad:Cluster:AdvertisedAddress", "node-1", "AdvertisedAddress" },
        { "Dhmad:Cluster:AdvertisedAddress", "0.0.0.0", "AdvertisedAddress" },
        { "Dhmad:Cluster:DrainSeconds", "-1", "DrainSeconds" },
        { "Dhmad:Cluster:SilenceSeconds", "1", "SilenceSeconds" },
        { "Dhmad:Payments:Rails:0", "paypal", "Payments:Rails" },
        { "Dhmad:Telemetry:OtlpEndpoint", "collector:4318", "Telemetry:OtlpEndpoint" },
        { "Dhmad:Telemetry:OtlpEndpoint", "grpc://collector:4317", "Telemetry:OtlpEndpoint" },
        { "Dhmad:Telemetry:OtlpEndpoint", "http://me:secret@collector:4318", "Telemetry:OtlpEndpoint" },
        { "Dhmad:Telemetry:MetricsToken", "0123456789abcdef", "Telemetry:Metrics " },
        { "Dhmad:Escrows:ProofDefaultHours", "100", "ProofDefaultHours" },
        { "Dhmad:Escrows:PendingDays", "0", "PendingDays" },
        { "Dhmad:Escrows:DailyLimitPerDeveloper", "-1", "DailyLimitPerDeveloper" },
    };

    [Theory]
    [InlineData("Dhmad:TrustedProxies", "10.0.0.1", "Dhmad:TrustedProxies must be a list, whose first value is set as "
        + "Dhmad:TrustedProxies:0 (Dhmad__TrustedProxies__0), not \"10.0.0.1\".")]
    [InlineData("Dhmad:Telemetry:Metrics", "yes", "Dhmad:Telemetry:Metrics must be true or false, not \"yes\".")]
    [InlineData("Dhmad:Webhooks:PrivateAddresses", "no", "Dhmad:Webhooks:PrivateAddresses must be true or false, not \"no\".")]
    [InlineData("Dhmad:RateLimit:PerMinute", "many", "Dhmad:RateLimit:PerMinute must be a whole number, not \"many\".")]
    [InlineData("Dhmad:Fees:PlatformPercent", "5 %", "Dhmad:Fees:PlatformPercent must be a number such as 2.5, not \"5 %\".")]
    [InlineData("Dhmad:Cluster:DrainSecond", "6", "Settings that are not known under Dhmad:Cluster: 'DrainSecond'.")]
    [InlineData("Dhmad:Enviroment", "live", "Settings that are not known under Dhmad: 'Enviroment'.")]
    public void What_a_value_must_look_like_is_said_in_words_of_who_sets_it(string key, string value, string sentence) =>
        Assert.Equal(sentence, Assert.Throws<SettingsException>(() => Read((key, value))).Message);

    [Theory]
    [MemberData(nameof(Bad))]
    public void What_cannot_be_used_is_named_in_one_sentence(string key, string value, string named)
    {
        var failure = Assert.Throws<SettingsException>(() => Read((key, value)));
        Assert.Contains(named, failure.Message);
        Assert.DoesNotContain('\n', failure.Message);
    }

    [Theory]
    [InlineData("PublicUrl", "Dhmad:SecretKey", LiveKey)]
    [InlineData("PublicUrl", "Dhmad:PublicUrl", "http://pay.example.tn")]
    [InlineData("SecretKey", "Dhmad:PublicUrl", "https://pay.example.tn")]
    public void Live_says_what_it_misses(string missing, string key, string value)
    {
        var failure = Assert.Throws<SettingsException>(() => Read(("Dhmad:Environment", "live"), (key, value)));
        Assert.Contains(missing, failure.Message);
    }

    [Fact]
    public void Commands_on_the_database_need_nothing_that_only_servers_need()
    {
        var settings = SettingsReader.ReadForDatabase(
            Configuration(("Dhmad:Environment", "live"), ("Dhmad:Database", "Host=db;Database=dhmad")));
        Assert.Equal("Host=db;Database=dhmad", settings.Database);
        foreach (var (key, value) in new[] { ("Dhmad:Database", " "), ("Dhmad:Databse", "other.db") })
            Assert.Throws<SettingsException>(() => SettingsReader.ReadForDatabase(Configuration((key, value))));
    }

    [Fact]
    public void To_ask_a_server_how_it_is_takes_its_address_alone()
    {
        Assert.Equal("http://*:7000", SettingsReader.ListenersOf(Configuration(
            ("Dhmad:Environment", "live"), ("Dhmad:Cluster:DrainSeconds", "-1"), ("urls", "http://*:7000"))));
        Assert.Equal("http://localhost:7000", SettingsReader.ListenersOf(Configuration(
            ("Dhmad:PublicUrl", "http://localhost:7000/"))));
        Assert.Equal("http://localhost:5080", SettingsReader.ListenersOf(Configuration(("Dhmad:PublicUrl", "nonsense"))));
    }

    private static DhmadSettings Read(params (string Key, string? Value)[] values) =>
        SettingsReader.Read(Configuration(values));

    private static IConfigurationRoot Configuration(params (string Key, string? Value)[] values) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(values.Where(one => one.Value is not null).ToDictionary(one => one.Key, one => one.Value))
            .Build();
}
