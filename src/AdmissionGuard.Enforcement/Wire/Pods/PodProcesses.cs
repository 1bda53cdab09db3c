using System.Globalization;

namespace AdmissionGuard.Enforcement.Wire.Pods;

/// <summary>Finds pods by their UIDs among the processes of a node.</summary>
/// <param name="procRoot">Where the node's /proc is mounted; its processes are those that the kubelet sees.</param>
internal sealed class PodProcesses(string procRoot)
{
    /// <summary>Looks for pods: one pass over /proc, whatever their number.</summary>
    /// <param name="uids">The UIDs that their cgroups carry.</param>
    /// <param name="nodes">The namespaces of the nodes themselves: a pod that has one of them is a hostNetwork pod.</param>
    /// <returns>For each UID what was found; the caller disposes of it.</returns>
    public Dictionary<string, PodSearch> Find(IEnumerable<string> uids, IReadOnlyCollection<NetworkNamespace> nodes)
    {
        var processes = uids.Distinct(StringComparer.Ordinal).ToDictionary(uid => uid, _ => new List<PodProcess>(), StringComparer.Ordinal);
        foreach (var directory in Directory.EnumerateDirectories(procRoot))
        {
            if (int.TryParse(Path.GetFileName(directory.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                && PodProcess.Hold(procRoot, id) is { } process)
            {
                if (UidOf(process) is { } uid && processes.TryGetValue(uid, out var list))
                {
                    list.Add(process);
                }
                else
                {
                    process.Dispose();
                }
            }
        }

        return processes.ToDictionary(pair => pair.Key, pair => Choose(pair.Value, nodes), StringComparer.Ordinal);
    }

    private static string? UidOf(PodProcess process)
    {
        var lines = process.Cgroups();
        return Array.Exists(lines, line => CgroupPath.IsMonitor(line)) ? null : lines.Select(line => CgroupPath.PodUid(line)).FirstOrDefault(uid => uid is not null);
    }

    // The sandbox owns the network: a container may hold namespaces of its own further down.
    private static PodSearch Choose(List<PodProcess> processes, IReadOnlyCollection<NetworkNamespace> nodes)
    {
        var reason = "no process on this node has the pod's UID in its cgroup: it has ended, is being restarted, or runs elsewhere";
        PodSearch? found = null;
        foreach (var process in processes.OrderBy(process => !process.IsSandbox).ThenBy(process => process.StartTime).ThenBy(process => process.Id))
        {
            if (found is not null || (found = Open(process, nodes, ref reason)) is null)
            {
                process.Dispose();
            }
        }

        return found ?? PodSearch.Failed(reason);
    }

    private static PodSearch? Open(PodProcess process, IReadOnlyCollection<NetworkNamespace> nodes, ref string reason)
    {
        try
        {
            var network = process.OpenNetwork();
            if (nodes.All(node => node.Identity != network.Identity))
            {
                return new PodSearch(new PodNetwork(network, process), "");
            }

            network.Dispose();
            reason = "it uses its node's network namespace: no NetworkPolicy isolates a hostNetwork pod";
        }
        catch (IOException e)
        {
            reason = $"process {process.Id} of the pod: {e.Message}";
        }

        return null;
    }
}
