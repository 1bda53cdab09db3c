namespace AdmissionGuard.DataPlane;

/// <summary>The layouts in which kubelets make pods' cgroups.</summary>
internal enum CgroupLayout
{
    /// <summary><c>kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-podUID.slice/cri-containerd-ID.scope</c>.</summary>
    Systemd,

    /// <summary><c>kubepods/besteffort/podUID/ID</c>.</summary>
    Cgroupfs,
}

/// <summary>A pod's cgroup as a kubelet makes it, below a directory of this process' own.</summary>
internal sealed class PodCgroup : IDisposable
{
    private const string Prefix = "admission-guard-";

    private readonly string _root;
    private readonly string _leaf;

    private PodCgroup(string root, string leaf) => (_root, _leaf) = (root, leaf);

    /// <summary>Where cgroups of version 2 are mounted; null where they are not, or cannot be written.</summary>
    public static string? Mount { get; } = File.Exists("/proc/mounts")
        ? File.ReadLines("/proc/mounts").Select(line => line.Split(' '))
            .FirstOrDefault(fields => fields[2] == "cgroup2" && fields[3].Split(',').Contains("rw"))?[1]
        : null;

    /// <summary>Makes one for a pod.</summary>
    public static PodCgroup New(string uid, CgroupLayout layout)
    {
        var root = Path.Combine(Mount!, $"{Prefix}{Environment.ProcessId}");
        var leaf = Path.Combine(root, layout switch
        {
            CgroupLayout.Systemd =>
                $"kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-pod{uid.Replace('-', '_')}.slice/cri-containerd-0123456789ab.scope",
            CgroupLayout.Cgroupfs => $"kubepods/besteffort/pod{uid}/0123456789ab",
            _ => throw new ArgumentOutOfRangeException(nameof(layout), layout, null),
        });
        Directory.CreateDirectory(leaf);
        return new PodCgroup(root, leaf);
    }

    /// <summary>Puts a process into it.</summary>
    public void Add(int processId) => File.WriteAllText(Path.Combine(_leaf, "cgroup.procs"), $"{processId}");

    /// <summary>Puts a process back to where no pod is.</summary>
    public static void TakeOut(int processId) => File.WriteAllText(Path.Combine(Mount!, "cgroup.procs"), $"{processId}");

    /// <summary>Removes what processes that were killed have left: empty directories.</summary>
    public static void Sweep()
    {
        foreach (var directory in Directory.EnumerateDirectories(Mount!, $"{Prefix}*"))
        {
            if (!Directory.Exists($"/proc/{Path.GetFileName(directory)[Prefix.Length..]}"))
            {
                Remove(directory);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        for (var directory = _leaf; directory.Length >= _root.Length; directory = Path.GetDirectoryName(directory)!)
        {
            if (!TryRemove(directory))
            {
                return;
            }
        }
    }

    private static void Remove(string directory)
    {
        foreach (var child in Directory.EnumerateDirectories(directory).ToList())
        {
            Remove(child);
        }

        TryRemove(directory);
    }

    // A cgroup's directory is removed as if it were empty; another pod's stays, and so do its parents.
    private static bool TryRemove(string directory)
    {
        try
        {
            Directory.Delete(directory);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
