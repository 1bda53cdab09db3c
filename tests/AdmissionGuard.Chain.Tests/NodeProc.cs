using AdmissionGuard.DataPlane;

namespace AdmissionGuard.Chain.Tests;

/// <summary>
/// A folder that is to an agent what the <c>/proc</c> of its node is: the node's first process, and the processes of the pods that run
/// there, and no others.
/// </summary>
internal static class NodeProc
{
    /// <summary>Makes it below a folder.</summary>
    public static string Make(string folder, TestCluster cluster, string node)
    {
        var proc = Directory.CreateDirectory(Path.Combine(folder, node)).FullName;
        var number = Enumerable.Range(1, cluster.NodeCount).Single(one => TestCluster.NodeName(one) == node);
        Directory.CreateSymbolicLink(Path.Combine(proc, "1"), $"/proc/{cluster.ProcessOf(number)}");
        foreach (var pod in cluster.Pods.Where(pod => pod.NodeNumber == number))
        {
            Directory.CreateSymbolicLink(Path.Combine(proc, $"{pod.ProcessId}"), $"/proc/{pod.ProcessId}");
        }

        return proc;
    }
}
