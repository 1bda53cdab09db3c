using System.Diagnostics;
using System.Net;
using System.Text;

namespace AdmissionGuard.Verifier.Tests.Jobs;

/// <summary>
/// A node of network namespaces: one for each pod, routed by one in the middle, whose nftables do what a test says between pods. Traffic of
/// the node itself is not forwarded, and so always passes. Containers are processes of their own, without any capability.
/// </summary>
internal sealed class NamespaceNetwork : IDisposable
{
    private static int _networks;

    private readonly string _name = $"agjob{Environment.ProcessId}x{Interlocked.Increment(ref _networks)}";
    private readonly Func<string?, string, int, bool> _passes;
    private readonly List<(string Space, string App, IPAddress Address, int[] Ports)> _pods = [];

    private NamespaceNetwork(Func<string?, string, int, bool> passes)
    {
        _passes = passes;
        Shell($"ip netns add {_name}n; ip netns exec {_name}n sh -ec 'ip link set lo up; echo 1 > /proc/sys/net/ipv4/ip_forward; nft add table inet t'");
    }

    /// <summary>Makes one; the test is skipped where that cannot be.</summary>
    public static NamespaceNetwork Make(Func<string?, string, int, bool> passes)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "network namespaces need root on Linux");
        try
        {
            return new NamespaceNetwork(passes);
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            Assert.Skip($"no network namespaces with nftables here: {e.Message}");
            throw;
        }
    }

    /// <summary>Adds a pod.</summary>
    /// <param name="app">Its label.</param>
    /// <param name="ports">The ports that it listens on.</param>
    public IPAddress Add(string app, int[] ports)
    {
        lock (_pods)
        {
            var number = _pods.Count + 1;
            var (space, near, net) = ($"{_name}p{number}", $"p{number}", $"10.98.{number}");
            Shell($"""
                ip netns add {space}
                ip link add {near} netns {_name}n type veth peer name eth0 netns {space}
                ip netns exec {_name}n sh -ec 'ip addr add {net}.1/24 dev {near}; ip link set {near} up'
                ip netns exec {space} sh -ec 'ip addr add {net}.2/24 dev eth0; ip link set lo up; ip link set eth0 up; ip route add default via {net}.1; echo 0 > /proc/sys/net/ipv4/ip_unprivileged_port_start'
                """);
            _pods.Add((space, app, IPAddress.Parse($"{net}.2"), ports));
            Enact();
            return _pods[^1].Address;
        }
    }

    /// <summary>Runs a container of a pod until it is cancelled.</summary>
    public Task RunAsync(IPAddress pod, IEnumerable<string> args, Action<string> line, CancellationToken cancellation) => RunAsync(
        SpaceOf(pod),
        ["setpriv", "--bounding-set=-all", "--no-new-privs", "dotnet", Path.Combine(AppContext.BaseDirectory, "admission-guard-verifier.dll"), .. args],
        line,
        cancellation);

    /// <summary>Connects to a pod's port from its node, again and again.</summary>
    public Task ProbeAsync(IPAddress pod, int port, CancellationToken cancellation) => RunAsync(
        $"{_name}n", ["bash", "-c", $"while :; do (exec 3<>/dev/tcp/{pod}/{port}) 2>/dev/null; sleep 0.3; done"], _ => { }, cancellation);

    public void Dispose()
    {
        foreach (var (space, _, _, _) in _pods)
        {
            Shell($"ip netns del {space}");
        }

        Shell($"ip netns del {_name}n");
    }

    private string SpaceOf(IPAddress pod)
    {
        lock (_pods)
        {
            return _pods.Single(one => one.Address.Equals(pod)).Space;
        }
    }

    private void Enact()
    {
        var rules = new StringBuilder("flush table inet t; add chain inet t f { type filter hook forward priority 0; };");
        foreach (var to in _pods)
        {
            foreach (var from in _pods.Where(one => one != to))
            {
                foreach (var port in to.Ports.Where(port => !_passes(from.App, to.App, port)))
                {
                    rules.Append($" add rule inet t f ip saddr {from.Address} ip daddr {to.Address} tcp dport {port} drop;");
                }
            }
        }

        Shell($"ip netns exec {_name}n nft '{rules}'");
    }

    private static async Task RunAsync(string space, IEnumerable<string> command, Action<string> line, CancellationToken cancellation)
    {
        using var process = Process.Start(new ProcessStartInfo("ip", ["netns", "exec", space, .. command])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            Environment = { ["DOTNET_GCHeapHardLimit"] = "2000000", ["DOTNET_TieredPGO"] = "0", ["DOTNET_EnableDiagnostics"] = "0" },
        })!;
        await using var ending = cancellation.Register(() => Shell($"kill -TERM {process.Id}"));
        while (await process.StandardOutput.ReadLineAsync(CancellationToken.None) is { } text)
        {
            line(text);
        }

        await process.WaitForExitAsync(CancellationToken.None);
    }

    private static void Shell(string script)
    {
        using var process = Process.Start(new ProcessStartInfo("sh", ["-ec", script]) { UseShellExecute = false, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException(error.Trim());
        }
    }
}
