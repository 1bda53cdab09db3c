using AdmissionGuard.Enforcement.Wire;
using AdmissionGuard.Enforcement.Wire.Pods;

namespace AdmissionGuard.Enforcement.Tests.Wire.Pods;

/// <summary>The search over a /proc of files; its namespaces are this process' own.</summary>
public sealed class PodProcessesTests : IDisposable
{
    private const string Uid = "0c2f1b9e-7a5d-4a53-9f0e-2f6f1f0c9a11";
    private const string Cgroup = $"0::/kubepods/besteffort/pod{Uid}/4f2e\n";

    private readonly string _root = Directory.CreateTempSubdirectory("proc").FullName;

    [Fact]
    public void The_sandbox_comes_first_however_late_its_number()
    {
        Process(10, Cgroup, "app", 100, "/proc/self/ns/net");
        Process(20, Cgroup, "pause", 200, "/proc/self/ns/net");
        Assert.Equal(20, Chosen());
    }

    [Fact]
    public void Without_a_sandbox_the_oldest_process_is_the_pods()
    {
        Process(10, Cgroup, "app", 300, "/proc/self/ns/net");
        Process(20, Cgroup, "app", 200, "/proc/self/ns/net");
        Assert.Equal(20, Chosen());
    }

    [Fact]
    public void A_process_that_has_just_ended_is_passed_over()
    {
        Process(10, Cgroup, "pause", 100, null);
        Process(20, Cgroup, "app", 200, "/proc/self/ns/net");
        Assert.Equal(20, Chosen());
    }

    [Fact]
    public void The_monitor_of_CRI_O_is_passed_over_although_it_is_the_oldest()
    {
        Process(10, $"0::/kubepods/besteffort/pod{Uid}/crio-conmon-4f2e\n", "conmon", 50, "/proc/self/ns/net");
        Process(20, Cgroup, "app", 200, "/proc/self/ns/net");
        Assert.Equal(20, Chosen());
    }

    [Fact]
    public void A_pod_in_its_nodes_namespace_is_a_hostNetwork_pod()
    {
        Process(10, Cgroup, "pause", 100, "/proc/self/ns/net");
        using var node = NetworkNamespace.Open("/proc/self/ns/net");
        Assert.Equal("it uses its node's network namespace: no NetworkPolicy isolates a hostNetwork pod", Find(node).Reason);
    }

    [Fact]
    public void A_pod_whose_processes_are_all_gone_is_not_found()
    {
        Process(10, "0::/system.slice/kubelet.service\n", "kubelet", 100, "/proc/self/ns/net");
        Assert.Equal(
            "no process on this node has the pod's UID in its cgroup: it has ended, is being restarted, or runs elsewhere", Find().Reason);
    }

    [Fact]
    public void A_namespace_that_cannot_be_opened_is_named()
    {
        Process(10, Cgroup, "pause", 100, null);
        var reason = Find().Reason;
        Assert.StartsWith("process 10 of the pod: cannot open ", reason, StringComparison.Ordinal);
        Assert.EndsWith("No such file or directory", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_no_namespace_is_refused()
    {
        Process(10, Cgroup, "pause", 100, "/dev/null");
        Assert.Equal("process 10 of the pod: it is no network namespace", Find().Reason);
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private PodSearch Find(params NetworkNamespace[] nodes)
    {
        var search = new PodProcesses(_root).Find([Uid], nodes)[Uid];
        search.Network?.Dispose();
        return search;
    }

    // Which process was chosen shows in that its end is noticed.
    private int Chosen()
    {
        using var network = new PodProcesses(_root).Find([Uid], [])[Uid].Network!;
        foreach (var directory in Directory.EnumerateDirectories(_root))
        {
            File.WriteAllText(Path.Combine(directory, "stat"), "1 (x) Z 0");
            if (!network.IsAlive)
            {
                return int.Parse(Path.GetFileName(directory));
            }
        }

        return 0;
    }

    private void Process(int id, string cgroup, string name, int startTime, string? network)
    {
        var directory = Directory.CreateDirectory(Path.Combine(_root, $"{id}", "ns")).Parent!.FullName;
        File.WriteAllText(Path.Combine(directory, "cgroup"), cgroup);
        File.WriteAllText(Path.Combine(directory, "comm"), $"{name}\n");
        File.WriteAllText(Path.Combine(directory, "stat"), $"{id} (a) b) S 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 {startTime} 0 0\n");
        if (network is not null)
        {
            File.CreateSymbolicLink(Path.Combine(directory, "ns/net"), network);
        }
    }
}
