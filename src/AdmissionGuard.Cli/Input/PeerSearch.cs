using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Kubernetes.Manifests;

namespace AdmissionGuard.Cli.Input;

/// <summary>Finds who is meant by <c>ns/pod</c>, <c>ns/name[Kind]</c>, <c>ns/name[Kind]{key=value}</c> or an address.</summary>
internal sealed class PeerSearch(ClusterState state, ClusterIndex index)
{
    /// <summary>Finds one end.</summary>
    /// <param name="option">The option that asks, for messages.</param>
    /// <param name="text">What it says.</param>
    public Peer Find(string option, string text)
    {
        if (IpAddress.Parse(text) is { } address)
        {
            return new AddressSearch(state, index).Find(option, address);
        }

        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash <= 0 || slash == text.Length - 1)
        {
            throw new UsageException($"{option} {text}: expected NAMESPACE/POD, NAMESPACE/NAME[KIND] or an IP address");
        }

        var space = text[..slash];
        if (index.Find(space) is not { } entry)
        {
            var hint = NearNames.Hint(space, index.Namespaces.Select(known => known.Name));
            throw new UsageException($"{option} {text}: no namespace '{space}' in the cluster{hint}");
        }

        return WorkloadName.Parse(text) is { } name ? OfWorkload(option, name, entry) : OfPod(option, text, text[(slash + 1)..], entry);
    }

    private static IEnumerable<PodClass> All(NamespaceEntry entry) => entry.Classes.Concat(entry.HostNetworkClasses);

    private static Peer OfWorkload(string option, WorkloadName name, NamespaceEntry entry)
    {
        var classes = All(entry).Where(pods => pods.Workload == name.Workload).ToList();
        if (classes.Count == 0)
        {
            throw new UsageException(
                $"{option} {name}: no pod of such a workload in the cluster"
                + NearNames.Hint(Plain(name.Workload), All(entry).Select(pods => pods.Workload.ToString()), WithoutKind));
        }

        var part = classes.Where(pods => name.Part.Matches(pods.Labels)).ToList();
        return part.Count > 0
            ? new Peer(name.ToString(), part)
            : throw new UsageException($"{option} {name}: {name.Workload} has pods in the cluster, but none with these labels");
    }

    private Peer OfPod(string option, string text, string name, NamespaceEntry entry)
    {
        var key = new ObjectKey(entry.Name, name);
        foreach (var pods in All(entry))
        {
            if (pods.Pods.FirstOrDefault(pod => pod.Key == key && !pod.IsRepresentative) is { } pod)
            {
                return new Peer(text, [pods], pod);
            }
        }

        // Shells have their own idea of brackets, so that the kind may be left out where nothing else is meant.
        var workloads = All(entry).Where(pods => pods.Workload.Name == name).GroupBy(pods => pods.Workload).ToList();
        if (workloads is [var only])
        {
            return new Peer(only.Key.ToString(), [.. only]);
        }

        if (workloads.Count > 1)
        {
            var kinds = string.Join(" or ", workloads.Select(group => group.Key.ToString()).Order(StringComparer.Ordinal));
            throw new UsageException($"{option} {text}: {kinds}? Name the kind too");
        }

        if (state.Pods.Any(pod => pod.Key == key && pod.IsTerminal))
        {
            throw new UsageException($"{option} {text}: the pod has ended and connects to nobody");
        }

        var names = All(entry).SelectMany(pods => pods.Pods)
            .SelectMany(pod => pod.IsRepresentative ? [Plain(pod.Workload)] : new[] { pod.Key.ToString(), Plain(pod.Workload) });
        throw new UsageException($"{option} {text}: no such pod or workload in the cluster{NearNames.Hint(text, names)}");
    }

    private static string Plain(Workload workload) => $"{workload.Namespace}/{workload.Name}";

    private static string WithoutKind(string workload) => workload[..workload.IndexOf('[', StringComparison.Ordinal)];
}
