using System.Collections.Immutable;
using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Kubernetes.Manifests;

/// <summary>Decodes what a pod's containers declare.</summary>
internal static class ContainerFields
{
    public static readonly string[] Paths =
    [
        "ports.name", "ports.protocol", "ports.containerPort", "args", "command", "restartPolicy",
    ];

    /// <summary>The containers that run as long as the pod does: sidecars are written as initContainers that always restart.</summary>
    public static IReadOnlyList<Tree> Running(Tree? spec)
    {
        var containers = spec.Field("containers").List();
        var sidecars = Array.FindAll(
            spec.Field("initContainers").List(),
            container => container.Field("restartPolicy").String() == "Always");
        return sidecars.Length == 0 ? containers : [.. containers, .. sidecars];
    }

    /// <summary>The ports of containers, in their order.</summary>
    public static ContainerPorts Ports(IReadOnlyList<Tree> containers, DecodingContext context)
    {
        var ports = ImmutableArray.CreateBuilder<ContainerPort>();
        foreach (var container in containers)
        {
            foreach (var port in container.Field("ports").List())
            {
                // A manifest may lack the number, which the API server would refuse: nothing can resolve to it.
                if (PortFields.Number(port.Field("containerPort")) is { } number)
                {
                    ports.Add(new ContainerPort(port.Field("name").String(), PortFields.Protocol(port.Field("protocol")), number));
                }
            }
        }

        return ports.Count == 0 ? ContainerPorts.None : context.Share(new ContainerPorts(ports.ToImmutable()));
    }

    /// <summary>The addresses after <c>-localip</c>: one argument with the next, or both joined by an equals sign.</summary>
    public static ImmutableArray<IpAddress> LocalDnsAddresses(IReadOnlyList<Tree> containers)
    {
        List<string>? found = null;
        foreach (var container in containers)
        {
            Tree[] words = [.. container.Field("command").List(), .. container.Field("args").List()];
            for (var i = 0; i < words.Length; i++)
            {
                var word = words[i].Text.AsSpan();
                if (!word.StartsWith('-') || !word.TrimStart('-').StartsWith("localip", StringComparison.Ordinal))
                {
                    continue;
                }

                var rest = word.TrimStart('-')["localip".Length..];
                var list = rest.IsEmpty && i + 1 < words.Length ? words[i + 1].Text : rest is ['=', ..] ? rest[1..].ToString() : "";
                (found ??= []).AddRange(list.Split(','));
            }
        }

        return found is null ? [] : Addresses.Parse(found.Select(text => text.Trim()));
    }
}
