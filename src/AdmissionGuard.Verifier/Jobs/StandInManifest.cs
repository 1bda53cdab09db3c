using System.Globalization;
using System.Text.Json.Nodes;
using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Verifier.Jobs;

/// <summary>Writes the pod of a stand-in.</summary>
internal static class StandInManifest
{
    /// <summary>What is the same for all stand-ins of a run.</summary>
    /// <param name="Run">Tells this run from all others: small letters and digits.</param>
    /// <param name="Image">The image, which is the job's own.</param>
    /// <param name="PullPolicy">How it is pulled; null for the cluster's choice.</param>
    /// <param name="Lifetime">After that the kubelet ends it, whatever has become of the job.</param>
    internal sealed record Common(string Run, string Image, string? PullPolicy, TimeSpan Lifetime);

    // Nobody ever sets it. A pod is ready when all its containers are and all its gates are True (KEP-580), and only a ready one is an
    // endpoint.
    private const string Gate = "admission-guard.io/never";

    private const string Program = "/app/admission-guard-verifier";

    /// <summary>The pod, held to the restricted Pod Security Standard.</summary>
    /// <param name="standIn">The stand-in.</param>
    /// <param name="arguments">What each of its containers is to do, by the container's name.</param>
    /// <param name="common">What is the same for all.</param>
    /// <param name="owner">The reference to the Lease that controls it.</param>
    /// <param name="original">The pod that it stands for, as the API server has it.</param>
    public static JsonObject Of(
        StandIn standIn, Func<string, IEnumerable<string>> arguments, Common common, JsonObject owner, JsonObject original) => new()
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Pod",
            ["metadata"] = new JsonObject
            {
                ["namespace"] = standIn.Key.Namespace,
                ["name"] = standIn.Key.Name,
                ["labels"] = Labels(standIn.For, common.Run),
                ["annotations"] = Annotations(standIn.For),
                ["ownerReferences"] = new JsonArray(owner.DeepClone()),
            },
            ["spec"] = Spec(standIn, arguments, common, original),
        };

    private static JsonObject Labels(Pod pod, string run)
    {
        var labels = new JsonObject();
        foreach (var (key, value) in pod.Labels.Pairs)
        {
            labels[key] = value;
        }

        labels[JobObjects.RunLabel] = run;
        return labels;
    }

    private static JsonObject Annotations(Pod pod) => new()
    {
        [JobObjects.StandsFor] = pod.Key.ToString(),

        // Whoever else probes, or plans, leaves it out.
        [PodRuntime.ProbeAnnotation] = "off",

        // A sidecar would take the connections, and answer in place of policies.
        ["sidecar.istio.io/inject"] = "false",
        ["linkerd.io/inject"] = "disabled",
        ["kuma.io/sidecar-injection"] = "disabled",
        ["consul.hashicorp.com/connect-inject"] = "false",
        ["cluster-autoscaler.kubernetes.io/safe-to-evict"] = "true",
    };

    private static JsonObject Spec(StandIn standIn, Func<string, IEnumerable<string>> arguments, Common common, JsonObject original)
    {
        var security = new JsonObject
        {
            // Which user is the image's: some clusters give each namespace users of its own and refuse any other.
            ["runAsNonRoot"] = true,
            ["seccompProfile"] = new JsonObject { ["type"] = "RuntimeDefault" },
        };
        if (standIn.Ports.Any(port => port < 1024))
        {
            // A safe sysctl (since 1.22), and one that the baseline and restricted standards allow: no capability is needed for low ports.
            security["sysctls"] = new JsonArray(new JsonObject { ["name"] = "net.ipv4.ip_unprivileged_port_start", ["value"] = "0" });
        }

        return new JsonObject
        {
            ["restartPolicy"] = "Never",
            ["activeDeadlineSeconds"] = (long)common.Lifetime.TotalSeconds,
            ["terminationGracePeriodSeconds"] = 1,
            ["automountServiceAccountToken"] = false,
            ["enableServiceLinks"] = false,
            ["readinessGates"] = new JsonArray(new JsonObject { ["conditionType"] = Gate }),
            ["nodeSelector"] = new JsonObject { ["kubernetes.io/os"] = "linux" },
            ["affinity"] = BesideOriginal(standIn.For.NodeName!),
            ["tolerations"] = (original["spec"]?["tolerations"] as JsonArray ?? []).DeepClone(),
            ["securityContext"] = security,
            ["containers"] = new JsonArray([.. standIn.Containers.Select((container, i) =>
                Container(container.Name, [.. arguments(container.Name)], container.Ports, i == 0 ? standIn : null, common))]),
        };
    }

    // The ways between nodes matter, so it prefers the node of the pod that it stands for. It does not insist: a full node would mean no
    // proof at all, and the report says where it was.
    private static JsonObject BesideOriginal(string node) => new()
    {
        ["nodeAffinity"] = new JsonObject
        {
            ["preferredDuringSchedulingIgnoredDuringExecution"] = new JsonArray(new JsonObject
            {
                ["weight"] = 100,
                ["preference"] = new JsonObject
                {
                    ["matchFields"] = new JsonArray(new JsonObject
                    {
                        ["key"] = "metadata.name",
                        ["operator"] = "In",
                        ["values"] = new JsonArray(node),
                    }),
                },
            }),
        },
    };

    private static JsonObject Container(string name, string[] arguments, IReadOnlyList<int> ports, StandIn? declares, Common common)
    {
        var container = new JsonObject
        {
            ["name"] = name,
            ["image"] = common.Image,
            ["command"] = new JsonArray(Program),
            ["args"] = new JsonArray([.. arguments.Select(argument => JsonValue.Create(argument))]),

            // Little memory for a collector that has little to collect.
            ["env"] = new JsonArray(Variable("DOTNET_GCHeapHardLimit", "2000000"), Variable("DOTNET_TieredPGO", "0")),
            ["resources"] = new JsonObject
            {
                // All four, because a quota refuses pods that leave out what it counts.
                ["requests"] = new JsonObject { ["cpu"] = "10m", ["memory"] = "64Mi" },
                ["limits"] = new JsonObject { ["cpu"] = "500m", ["memory"] = "128Mi" },
            },
            ["securityContext"] = new JsonObject
            {
                ["allowPrivilegeEscalation"] = false,
                ["readOnlyRootFilesystem"] = true,
                ["capabilities"] = new JsonObject { ["drop"] = new JsonArray("ALL") },
            },
        };
        if (common.PullPolicy is { } policy)
        {
            container["imagePullPolicy"] = policy;
        }

        // A name in a policy's port is resolved on the destination: the first container declares what all of the original's do.
        if (declares is { Listens: true, For.Ports.Ports: { IsEmpty: false } declared })
        {
            container["ports"] = Ports(declared);
        }

        // Ingress from the own node is always allowed: that these arrive shows that the port is there and watched. Neither has any other
        // effect: the pod is not to be ready anyway, and a million failures are eleven days.
        if (ports.Count > 0)
        {
            container["readinessProbe"] = TcpProbe(ports[0], failures: 3);
        }

        if (ports.Count > 1)
        {
            container["livenessProbe"] = TcpProbe(ports[1], failures: 1_000_000);
        }

        return container;
    }

    private static JsonArray Ports(IEnumerable<ContainerPort> ports) => new([.. ports
        .DistinctBy(port => port.Name ?? $"{port.Protocol.Name()} {port.Number.ToString(CultureInfo.InvariantCulture)}", StringComparer.Ordinal)
        .Select(port =>
        {
            var written = new JsonObject { ["containerPort"] = port.Number, ["protocol"] = port.Protocol.Name() };
            if (port.Name is not null)
            {
                written["name"] = port.Name;
            }

            return (JsonNode)written;
        })]);

    private static JsonObject TcpProbe(int port, int failures) => new()
    {
        ["tcpSocket"] = new JsonObject { ["port"] = port },
        ["periodSeconds"] = 1,
        ["timeoutSeconds"] = 1,
        ["failureThreshold"] = failures,
    };

    private static JsonObject Variable(string name, string value) => new() { ["name"] = name, ["value"] = value };
}
