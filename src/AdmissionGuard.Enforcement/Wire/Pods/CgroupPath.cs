using System.Buffers;

namespace AdmissionGuard.Enforcement.Wire.Pods;

/// <summary>
/// What a line of <c>/proc/PID/cgroup</c> tells of a process' pod. Seen under kubelets: <c>/kubepods.slice/…-podUID.slice/cri-containerd-ID.scope</c>
/// (systemd, the UID's dashes as underscores), <c>/kubepods/besteffort/podUID/ID</c> (cgroupfs),
/// <c>…/kubepods-podUID.slice:cri-containerd:ID</c> (one driver's path read by the other), each below any prefix (kind, k3s in Docker) and
/// in v1 once for each controller, in v2 once; a reader with a cgroup namespace of its own sees <c>/../../podUID/ID</c>.
/// </summary>
internal static class CgroupPath
{
    // A static pod's "UID" is a hash without dashes.
    private static readonly SearchValues<char> UidCharacters = SearchValues.Create("0123456789abcdefABCDEF-_");

    /// <summary>The UID, as the API writes it, of the pod that a line names; the outermost where pods are nested; null without one.</summary>
    public static string? PodUid(ReadOnlySpan<char> line)
    {
        foreach (var range in Path(line).Split('/'))
        {
            if (UidIn(Path(line)[range]) is { } uid)
            {
                return uid;
            }
        }

        return null;
    }

    /// <summary>
    /// Whether a line is that of CRI-O's monitor, which lives in the pod's cgroup but in its node's network namespace.
    /// </summary>
    public static bool IsMonitor(ReadOnlySpan<char> line) => line.Contains("/crio-conmon-", StringComparison.Ordinal);

    // hierarchy:controllers:path, and the path may hold colons.
    private static ReadOnlySpan<char> Path(ReadOnlySpan<char> line)
    {
        for (var colons = 0; colons < 2; colons++)
        {
            line = line[(line.IndexOf(':') + 1)..];
        }

        return line;
    }

    private static string? UidIn(ReadOnlySpan<char> segment)
    {
        var slice = segment.IndexOf(".slice", StringComparison.Ordinal);
        var name = slice < 0 ? segment : segment[..slice];
        // In "kubepods-besteffort-podUID" and "kubepods-podUID" only the last "-pod" begins a UID, which holds hexadecimal digits alone.
        var start = slice < 0 ? (name.StartsWith("pod", StringComparison.Ordinal) ? 0 : -1) : name.LastIndexOf("-pod", StringComparison.Ordinal) + 1;
        if (start < 0 || (slice >= 0 && start == 0))
        {
            return null;
        }

        var uid = name[(start + "pod".Length)..];
        return uid.IsEmpty || uid.ContainsAnyExcept(UidCharacters) ? null : uid.ToString().Replace('_', '-');
    }
}
