namespace Dhmad.Domain;

/// <summary>Live money or practice; one per deployment, never mixed.</summary>
public enum DeploymentEnvironment
{
    Sandbox,
    Live,
}

/// <summary>
/// Everything an operator can set, under <c>Dhmad:</c> in configuration.
/// Changing one never alters an escrow that exists.
/// </summary>
public sealed record DhmadSettings
{
    public DeploymentEnvironment Environment { get; init; } = DeploymentEnvironment.Sandbox;

    /// <summary>Where browsers reach this deployment, without a trailing slash.</summary>
    public string PublicUrl { get; init; } = "http://localhost:5080";

    /// <summary>A SQLite file path, or a PostgreSQL connection string.</summary>
    public string Database { get; init; } = "./data/dhmad.db";

    public string DefaultLanguage { get; init; } = "en";

    /// <summary>Addresses of proxies whose X-Forwarded-For is believed.</summary>
    public IReadOnlyList<string> TrustedProxies { get; init; } = [];

    /// <summary>
    /// 32 bytes in base64; encrypts kept secrets and signs file links. Made on first start in the sandbox.
    /// </summary>
    public string? SecretKey { get; init; }

    public RateLimitSettings RateLimit { get; init; } = new();

    public EscrowSettings Escrows { get; init; } = new();

    public FeeSettings Fees { get; init; } = new();

    public WebhookSettings Webhooks { get; init; } = new();

    public PaymentSettings Payments { get; init; } = new();

    public UserSettings Users { get; init; } = new();

    public SandboxSettings Sandbox { get; init; } = new();

    public ClusterSettings Cluster { get; init; } = new();

    public TelemetrySettings Telemetry { get; init; } = new();

    public LogSettings Logs { get; init; } = new();

    /// <summary>Whether <see cref="Database"/> is a connection string and not a file.</summary>
    public bool IsPostgres =>
        Database.Contains("Host=", StringComparison.OrdinalIgnoreCase)
        || Database.Contains("Server=", StringComparison.OrdinalIgnoreCase);

    public bool IsSandbox => Environment == DeploymentEnvironment.Sandbox;

    /// <summary>Whether webhooks may go to loopback, private and unique-local addresses; never in live.</summary>
    public bool MayCallPrivateAddresses => IsSandbox && (Webhooks.PrivateAddresses ?? true);
}

/// <summary>Which part of a deployment one process is.</summary>
public enum NodeRole
{
    /// <summary>Grains and doors in one process.</summary>
    All,

    /// <summary>Grains, and no door but its health.</summary>
    Silo,

    /// <summary>Doors, whose grains run in other processes.</summary>
    Api,
}

/// <summary>How the processes of one deployment find each other, where there are several.</summary>
public sealed record ClusterSettings
{
    public NodeRole Role { get; init; } = NodeRole.All;

    /// <summary>Names the deployment; reminders and small settings of grains are kept under it for good.</summary>
    public string ServiceId { get; init; } = "dhmad";

    /// <summary>Names the processes that run together now.</summary>
    public string ClusterId { get; init; } = "dhmad";

    /// <summary>Where silos talk to each other. The port has no lock: only silos may reach it.</summary>
    public int SiloPort { get; init; } = 11111;

    /// <summary>Where api processes talk to a silo. The port has no lock: only they may reach it.</summary>
    public int GatewayPort { get; init; } = 30000;

    /// <summary>The IP address this silo listens on, and by which the others reach it.</summary>
    public string AdvertisedAddress { get; init; } = "127.0.0.1";

    /// <summary>
    /// How many seconds a silo may be silent before the others declare it dead. A silo that was only slow ends itself
    /// when it hears of that, so machines that pause longer need more.
    /// </summary>
    public int SilenceSeconds { get; init; } = 2;

    /// <summary>
    /// How long a process that is told to stop says "not ready" before it closes its doors: what a load balancer needs
    /// to notice.
    /// </summary>
    public int DrainSeconds { get; init; }

    /// <summary>
    /// Without a cluster, how long the active process may be silent before one that stands by ends it and takes its
    /// place. Longer than any pause of a healthy one: a false verdict costs a failover.
    /// </summary>
    public int StandbySilenceMilliseconds { get; init; } = 800;
}

public sealed record RateLimitSettings
{
    public int PerMinute { get; init; } = 100;
}

public sealed record EscrowSettings
{
    public int PendingDays { get; init; } = 31;

    public int CompletionDays { get; init; } = 7;

    public int ProofMinHours { get; init; } = 6;

    public int ProofMaxHours { get; init; } = 72;

    public int ProofDefaultHours { get; init; } = 24;

    public int ProofCorrectionRounds { get; init; } = 3;

    /// <summary>0 means none.</summary>
    public int DailyLimitPerDeveloper { get; init; }

    public bool RequireSellerKyc { get; init; }
}

public sealed record FeeSettings
{
    /// <summary>0 to 50, up to two decimals.</summary>
    public decimal PlatformPercent { get; init; } = 5m;
}

public sealed record WebhookSettings
{
    public int MaxEndpoints { get; init; } = 10;

    public int DisableAfterDays { get; init; } = 5;

    public int LogDays { get; init; } = 60;

    public int ParallelPerEndpoint { get; init; } = 8;

    /// <summary>Null means true in the sandbox; live is always false.</summary>
    public bool? PrivateAddresses { get; init; }
}

public sealed record PaymentSettings
{
    /// <summary>Null means all that exist in the environment.</summary>
    public IReadOnlyList<string>? Rails { get; init; }

    public int DepositRetryHours { get; init; } = 72;

    public bool RequireVerifiedPhone { get; init; }
}

public sealed record UserSettings
{
    public int StepUpMinutes { get; init; } = 30;
}

public sealed record SandboxSettings
{
    public bool Seed { get; init; } = true;
}

public sealed record TelemetrySettings
{
    /// <summary>
    /// Where traces and metrics are sent: an OTLP collector's HTTP address, such as <c>http://collector:4318</c>. Null
    /// means nowhere.
    /// </summary>
    public string? OtlpEndpoint { get; init; }

    /// <summary>Whether <c>GET /metrics</c> answers, in the Prometheus text format.</summary>
    public bool Metrics { get; init; }

    /// <summary>What <c>/metrics</c> asks for as a Bearer token; null means nothing.</summary>
    public string? MetricsToken { get; init; }
}

public sealed record LogSettings
{
    /// <summary>Whether each log line is one JSON object, with the id of its trace.</summary>
    public bool Json { get; init; }
}
