using Microsoft.Win32.SafeHandles;

namespace AdmissionGuard.Enforcement.Wire.Pods;

/// <summary>
/// A process of a pod, held by a descriptor of its directory in /proc: what is read through it is this process' or fails, even when the
/// process has ended and its number was given to another.
/// </summary>
internal sealed class PodProcess : IDisposable
{
    private readonly SafeFileHandle _directory;

    private PodProcess(int id, SafeFileHandle directory)
    {
        Id = id;
        _directory = directory;
    }

    /// <summary>Its number.</summary>
    public int Id { get; }

    /// <summary>Whether its name is that of a sandbox, which owns the pod's network and outlives its containers.</summary>
    public bool IsSandbox => Read("comm") is "pause\n" or "pause";

    /// <summary>When it started, in clock ticks since the machine did: field 22 of proc_pid_stat(5). The sandbox is a pod's oldest.</summary>
    public ulong StartTime
    {
        get
        {
            // The second field, the name, is in parentheses and may hold spaces and parentheses: 19 fields lie after its end.
            var stat = Read("stat") ?? "";
            var fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return fields.Length > 19 && ulong.TryParse(fields[19], out var ticks) ? ticks : ulong.MaxValue;
        }
    }

    /// <summary>Whether it still runs; a zombie does not.</summary>
    public bool IsAlive
    {
        get
        {
            var stat = Read("stat") ?? "";
            var state = stat[(stat.LastIndexOf(')') + 1)..].TrimStart();
            return state.Length > 0 && state[0] is not ('Z' or 'X' or 'x');
        }
    }

    /// <summary>Takes hold of a process; null when it is gone.</summary>
    public static PodProcess? Hold(string procRoot, int id)
    {
        var directory = Libc.Open(Path.Combine(procRoot, $"{id}"), Libc.PathOnly | Libc.CloseOnExec);
        return directory.IsInvalid ? null : new PodProcess(id, directory);
    }

    /// <summary>The lines of its <c>cgroup</c>; empty when it is gone.</summary>
    public string[] Cgroups() => (Read("cgroup") ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Opens its network namespace.</summary>
    /// <exception cref="IOException">It is gone, or the permission is missing.</exception>
    public NetworkNamespace OpenNetwork() => NetworkNamespace.Open(PathOf("ns/net"));

    /// <inheritdoc/>
    public void Dispose() => _directory.Dispose();

    private string? Read(string name)
    {
        try
        {
            return File.ReadAllText(PathOf(name));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private string PathOf(string name) => $"/proc/self/fd/{_directory.DangerousGetHandle()}/{name}";
}
