using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace Dhmad.House.Tests.Deployment;

/// <summary>What the compose files promise holds for each of their services.</summary>
public partial class ComposeTests
{
    private const string Example = "deploy/.env.example";
    private const string Proxy = "deploy/haproxy.cfg";

    public static TheoryData<string> Files => ["deploy/docker-compose.yml", "deploy/docker-compose.standby.yml"];

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_variable_of_a_node_is_a_setting(string file)
    {
        var names = Services(file).Select(service => service.Node.Find("environment")).OfType<YamlMappingNode>()
            .SelectMany(environment => environment.AllKeys())
            .Where(name => name.StartsWith("Dhmad__", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(names);
        House.Nothing(names.Where(name => !Settings.HasVariable(name)).Select(name => $"{file}: {name} sets nothing"));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_service_is_confined(string file) =>
        House.Nothing(
            from service in Services(file)
            from lack in Lacks(service.Node)
            select $"{file}: {service.Name} lacks {lack}");

    [Theory]
    [MemberData(nameof(Files))]
    public void What_it_is_told_by_the_environment_is_in_the_example(string file)
    {
        var example = House.Lines(Example).Select(line => line.Split('=')[0])
            .Where(name => name.Length > 0 && !name.StartsWith('#')).ToHashSet();
        var asked = Interpolated().Matches(House.Read(file)).Select(match => match.Groups[1].Value).ToHashSet();
        asked.Remove("DHMAD_VERSION");
        Assert.Equal(example.Order(StringComparer.Ordinal), asked.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_example_holds_no_secret() =>
        House.Nothing(
            from line in House.Lines(Example)
            where SecretWithValue().IsMatch(line)
            select line);

    [Theory]
    [MemberData(nameof(Files))]
    public void The_proxy_sends_requests_to_the_nodes_there_are_and_they_believe_it(string file)
    {
        var doors = Services(file)
            .Select(service => (service.Name, Address: AddressIn(service.Node, "doors")))
            .Where(service => service.Address is not null).ToDictionary(service => service.Name, service => service.Address);
        var servers = ServerLine().Matches(House.Read(Proxy)).Select(match => match.Groups[1].Value);
        Assert.Equal(servers, doors.Where(door => door.Key != "proxy").Select(door => door.Value!));
        foreach (var (_, node) in Services(file).Where(service => service.Name != "proxy"
            && AddressIn(service.Node, "doors") is not null))
        {
            var environment = (YamlMappingNode)node.Find("environment")!;
            Assert.Equal(doors["proxy"], ((YamlScalarNode)environment.Find("Dhmad__TrustedProxies__0")!).Value);
        }
    }

    [Fact]
    public void A_silo_is_told_the_address_that_it_has()
    {
        var silos = Services("deploy/docker-compose.yml")
            .Where(service => service.Name.StartsWith("silo", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, silos.Count);
        foreach (var (_, node) in silos)
        {
            var told = ((YamlMappingNode)node.Find("environment")!).Find("Dhmad__Cluster__AdvertisedAddress");
            Assert.Equal(AddressIn(node, "cluster"), ((YamlScalarNode)told!).Value);
        }
    }

    [Fact]
    public void The_workflow_parses_and_its_steps_exist()
    {
        var jobs = Yaml.Read(".github/workflows/ci.yml").Map("jobs");
        Assert.NotEmpty(jobs.Keys());
        foreach (var job in jobs.Keys())
        {
            foreach (var step in ((YamlSequenceNode)jobs.Map(job)["steps"]).Cast<YamlMappingNode>())
                Assert.True(step.Keys().Contains("run") ^ step.Keys().Contains("uses"), $"{job}: a step does nothing");
        }

        Assert.True(File.Exists(Path.Combine(House.Root, ".ci/run")));
    }

    /// <summary>Nothing is skipped in CI: what cannot be tried there fails.</summary>
    [Fact]
    public void The_container_of_the_tests_may_mount_a_disk()
    {
        var container = Yaml.Read(".github/workflows/ci.yml").Map("jobs").Map("tests").Map("container");
        Assert.Contains("--privileged", ((YamlScalarNode)container["options"]).Value);
    }

    private static IEnumerable<string> Lacks(YamlMappingNode service)
    {
        if (service.Find("read_only") is not YamlScalarNode { Value: "true" }) yield return "a read-only file system";
        if (service.Find("cap_drop")?.Texts().Contains("ALL") != true) yield return "the dropping of its capabilities";
        if (service.Find("security_opt")?.Texts().Contains("no-new-privileges:true") != true) yield return "no-new-privileges";
        if (service.Find("restart") is null) yield return "a restart policy";
        if (service.Find("mem_limit") is null || service.Find("cpus") is null) yield return "limits";
        if (service.Find("pids_limit") is null) yield return "a limit of processes";
        if (service.Find("healthcheck") is null) yield return "a health check";
        if (service.Find("logging") is null) yield return "a bound on its log";
    }

    private static string? AddressIn(YamlMappingNode service, string network) =>
        service.Find("networks") is YamlMappingNode networks && networks.Find(network) is YamlMappingNode one
            ? (one.Find("ipv4_address") as YamlScalarNode)?.Value
            : null;

    private static List<(string Name, YamlMappingNode Node)> Services(string file)
    {
        var services = Yaml.Read(file).Map("services");
        return [.. services.Keys().Select(name => (name, services.Map(name)))];
    }

    [GeneratedRegex(@"\$\{([A-Z_]+)")]
    private static partial Regex Interpolated();

    [GeneratedRegex(@"^[A-Z_]*(PASSWORD|KEY|SECRET|TOKEN)[A-Z_]*=.")]
    private static partial Regex SecretWithValue();

    [GeneratedRegex(@"^\s+server \w+ ([0-9.]+):5080", RegexOptions.Multiline)]
    private static partial Regex ServerLine();
}
