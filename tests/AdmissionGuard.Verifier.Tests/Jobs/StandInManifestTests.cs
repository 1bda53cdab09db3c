using System.Text.Json.Nodes;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Verifier.Jobs;

namespace AdmissionGuard.Verifier.Tests.Jobs;

public sealed class StandInManifestTests
{
    private static readonly Pod Db = new()
    {
        Key = new ObjectKey("shop", "db-0"),
        Labels = Labels.Of(("app", "db"), ("statefulset.kubernetes.io/pod-name", "db-0")),
        Workload = new Workload("shop", "db", "StatefulSet"),
        NodeName = "n2",
        Ports = new ContainerPorts([new("sql", Protocol.Tcp, 5432), new("dns", Protocol.Udp, 53), new(null, Protocol.Tcp, 80), new("sql", Protocol.Tcp, 5433)]),
    };

    [Fact]
    public void It_is_held_to_the_restricted_standard()
    {
        var spec = Of(5432, 5433, 5434)["spec"]!;
        Assert.True((bool)spec["securityContext"]!["runAsNonRoot"]!);
        Assert.Equal("RuntimeDefault", (string?)spec["securityContext"]!["seccompProfile"]!["type"]);
        Assert.All((string[])["hostNetwork", "hostPID", "hostIPC", "volumes", "initContainers", "ephemeralContainers"], field => Assert.Null(spec[field]));
        Assert.All(spec["containers"]!.AsArray(), container =>
        {
            var context = container!["securityContext"]!;
            Assert.False((bool)context["allowPrivilegeEscalation"]!);
            Assert.True((bool)context["readOnlyRootFilesystem"]!);
            Assert.Equal(["ALL"], context["capabilities"]!["drop"]!.AsArray().Select(one => (string?)one));
            Assert.All((string[])["add"], field => Assert.Null(context["capabilities"]![field]));
            Assert.All((string[])["privileged", "procMount", "seccompProfile", "runAsUser"], field => Assert.Null(context[field]));
            Assert.DoesNotContain(container["ports"]?.AsArray() ?? [], port => port!["hostPort"] is not null);
        });
    }

    [Fact]
    public void It_gets_no_token_and_nothing_to_tell_it_of_the_cluster()
    {
        var spec = Of(5432)["spec"]!;
        Assert.Equal((false, false), ((bool)spec["automountServiceAccountToken"]!, (bool)spec["enableServiceLinks"]!));
    }

    [Fact]
    public void It_is_never_ready_and_ends_by_itself()
    {
        var spec = Of(5432)["spec"]!;
        Assert.Equal("admission-guard.io/never", (string?)Assert.Single(spec["readinessGates"]!.AsArray())!["conditionType"]);
        Assert.Equal(("Never", 600L), ((string?)spec["restartPolicy"], (long)spec["activeDeadlineSeconds"]!));
    }

    [Fact]
    public void It_has_all_labels_of_the_pod_and_one_more()
    {
        var metadata = Of(5432)["metadata"]!;
        Assert.Equal(
            """{"app":"db","statefulset.kubernetes.io/pod-name":"db-0","admission-guard.io/probe-run":"r1"}""", metadata["labels"]!.ToJsonString());
        Assert.Equal("shop/db-0", (string?)metadata["annotations"]!["admission-guard.io/stands-for"]);
        Assert.Equal("off", (string?)metadata["annotations"]!["admission-guard.io/probe"]);
        Assert.Equal("Lease", (string?)metadata["ownerReferences"]![0]!["kind"]);
    }

    [Fact]
    public void Names_of_ports_mean_on_it_what_they_mean_on_the_pod() => Assert.Equal(
        """[{"containerPort":5432,"protocol":"TCP","name":"sql"},{"containerPort":53,"protocol":"UDP","name":"dns"},{"containerPort":80,"protocol":"TCP"}]""",
        Of(5432)["spec"]!["containers"]![0]!["ports"]!.ToJsonString());

    [Fact]
    public void The_kubelet_vouches_for_each_port_that_it_listens_on()
    {
        var containers = Of(5432, 5433, 5434)["spec"]!["containers"]!.AsArray();
        Assert.Equal(
            [5432, 5433, 5434],
            containers.SelectMany(one => ((string[])["readinessProbe", "livenessProbe"]).Select(probe => one![probe]))
                .OfType<JsonNode>().Select(probe => (int)probe["tcpSocket"]!["port"]!));
        Assert.Equal(["listen-1 5432 5433", "listen-2 5434"], containers.Select(one => string.Join(' ', one!["args"]!.AsArray().Select(argument => (string?)argument))));
    }

    [Fact]
    public void No_failure_of_a_probe_restarts_it() =>
        Assert.Equal(1_000_000, (int)Of(5432, 5433)["spec"]!["containers"]![0]!["livenessProbe"]!["failureThreshold"]!);

    [Theory]
    [InlineData(1023, """[{"name":"net.ipv4.ip_unprivileged_port_start","value":"0"}]""")]
    [InlineData(1024, null)]
    public void Low_ports_need_a_safe_sysctl_and_no_capability(int port, string? expected) =>
        Assert.Equal(expected, Of(port)["spec"]!["securityContext"]!["sysctls"]?.ToJsonString());

    [Fact]
    public void It_prefers_the_node_of_the_pod_and_tolerates_what_that_does()
    {
        var spec = Of(5432)["spec"]!;
        var affinity = spec["affinity"]!["nodeAffinity"]!;
        Assert.Null(affinity["requiredDuringSchedulingIgnoredDuringExecution"]);
        Assert.Equal(
            "n2", (string?)affinity["preferredDuringSchedulingIgnoredDuringExecution"]![0]!["preference"]!["matchFields"]![0]!["values"]![0]);
        Assert.Equal("""[{"key":"db","operator":"Exists"}]""", spec["tolerations"]!.ToJsonString());
        Assert.Null(spec["nodeName"]);
    }

    [Fact]
    public void One_that_connects_declares_and_answers_nothing()
    {
        var container = Assert.Single(Of()["spec"]!["containers"]!.AsArray())!;
        Assert.Equal("connect", (string?)container["name"]);
        Assert.All((string[])["ports", "readinessProbe", "livenessProbe"], field => Assert.Null(container[field]));
    }

    private static JsonObject Of(params int[] ports)
    {
        var standIn = new StandIn(Db, new ObjectKey("shop", "admission-guard-r1-1"), [.. ports]);
        return StandInManifest.Of(
            standIn,
            name => [name, .. standIn.Containers.Single(one => one.Name == name).Ports.Select(port => $"{port}")],
            new StandInManifest.Common("r1", "image", "IfNotPresent", TimeSpan.FromMinutes(10)),
            new JsonObject { ["kind"] = "Lease" },
            JsonNode.Parse("""{"spec":{"tolerations":[{"key":"db","operator":"Exists"}]} }""")!.AsObject());
    }
}
